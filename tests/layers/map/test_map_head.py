"""Head of the map's panel."""

import pytest

from data import reference
from data.i18n import LANGUAGES, load_words
from layers.map import map_head
from layers.markup import text_of
from tests.scenes import scene

REFERENCE = reference.load("belarus")


def _head(language):
    return map_head(scene("surge"), load_words(language, REFERENCE, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_attribution_is_short_in_sight_and_complete_at_hand(language):
    node = _head(language)[-1]["props"]
    assert "OpenStreetMap" in node["children"]
    for part in ("ODbL 1.0", "Natural Earth", "GSHHG/WDBII (LGPL)", "GeoNames (CC BY 4.0)"):
        assert part in node["title"]
        assert part in node["aria-label"]


def test_three_groups_are_one_control_with_analysis_off():
    control = _head("en")[1]["props"]
    states = {b["props"]["data-group"]: b["props"]["aria-pressed"] for b in control["children"]}
    assert states == {"events": "true", "operational": "true", "analysis": "false"}
    assert control["role"] == "group"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_names_every_mark(language):
    words = load_words(language, REFERENCE)
    legend = text_of(_head(language)[2])
    status = ("map_key_open", "map_key_restricted", "map_key_closed", "map_key_unknown")
    for key in (*status, "map_key_site", "map_key_event", "map_not_guarded"):
        assert words.t(key) in legend
