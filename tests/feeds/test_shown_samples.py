"""The sample of a feed's form, as the data page shows it: its own parser reads it whole."""

import pytest

from data.domain.moment import DAY
from data.feeds import all_feeds
from data.feeds.contract import Context
from data.reference import load
from tests.scenes import NOW

SHOWN = {name: feed for name, feed in all_feeds().items() if feed.sample}
DRAWN = frozenset({"mvd_reception"})
"""Workbooks: their sample is a drawing of the sheet, not the bytes."""


@pytest.mark.parametrize("name", sorted(SHOWN.keys() - DRAWN))
def test_the_sample_is_read_by_its_own_feed(name):
    feed = SHOWN[name]
    report = feed.parse(feed.sample.encode(), Context(load(), "sample", NOW + DAY, exercise=True))
    assert report.observations or report.alerts
    assert report.rejects == ()
    assert report.personal_data_dropped == 0


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_sample_fits_on_the_page(name):
    assert len(SHOWN[name].sample.splitlines()) <= 20


def test_every_feed_that_an_agency_sends_shows_its_form():
    assert all_feeds().keys() == SHOWN.keys()
