"""Thirty days of one feed as an image: where it did not report, and how."""

from urllib.parse import unquote

import pytest

from data.domain.moment import DAY, HOUR
from data.domain.situation import Outage
from layers.charts.outages import WIDTH, WINDOW_S, outage_lane, seconds_out, within
from layers.palette import THEMES, palette
from tests.scenes import NOW

LASTING = Outage("error", NOW - HOUR, None)
OLD = Outage("stale", NOW - 40 * DAY, NOW - 35 * DAY)
ACROSS = Outage("stale", NOW - 31 * DAY, NOW - 29 * DAY)
PARTIAL = Outage("partial", NOW - 5 * DAY, NOW - 4 * DAY)


def drawn(*outages: Outage, theme: str = "dark") -> str:
    return unquote(outage_lane(outages, NOW, theme))


@pytest.mark.parametrize("theme", THEMES)
def test_trouble_is_violet_and_a_good_month_is_not(theme):
    colour = palette(theme).data
    assert drawn(theme=theme).count(colour) == 1  # the hatch's own definition
    for outage in (LASTING, ACROSS, PARTIAL):
        assert drawn(outage, theme=theme).count(colour) > 1


def test_what_lasts_ends_at_the_right_edge():
    assert f"x='{WIDTH - 1.5:.1f}'" in drawn(LASTING)


def test_stale_is_hatched_error_is_full_partial_is_low():
    assert "url(#h)" in drawn(ACROSS)
    assert "url(#h)" not in drawn(LASTING)
    assert "height='5.0'" in drawn(PARTIAL)


def test_what_ended_before_the_window_is_not_shown():
    assert within((OLD,), NOW) == []
    assert drawn(OLD) == drawn()


def test_lengths_are_counted_inside_the_window():
    assert seconds_out((LASTING, ACROSS, OLD), NOW) == HOUR + WINDOW_S - 29 * DAY


def test_every_attribute_is_quoted():
    assert "=<" not in drawn(LASTING, PARTIAL)
    assert outage_lane((LASTING,), NOW, "dark").startswith("data:image/svg+xml,")
