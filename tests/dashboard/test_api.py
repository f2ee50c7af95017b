"""The situation as JSON for other programs."""

import re

from dashboard.api import project
from data.domain.moment import HOUR
from tests.scenes import NOW, scene

MEASURED = {"value", "unit", "valid_to", "age_s", "source"}


def test_all_parts_are_there(web):
    answer = web.get("/api/situation")
    assert answer.headers["content-type"] == "application/json"
    names = {"version", "as_of", "mode", "feeds", "sections", "crossings", "facilities", "alerts", "measures", "needs"}
    assert names <= answer.json().keys()


def test_a_section_says_its_level_why_and_what_is_missing():
    sections = {s["id"]: s for s in project(scene("surge"), NOW)["sections"]}
    raised, silent = sections["grodno-pl"], sections["smorgon-lt"]
    assert raised["level"] == 2
    assert raised["proposed"]["level"] == 3
    assert {"rule", "text_key", "indicator", "observed", "expected", "threshold", "age_s", "source", "confidence"} <= (
        raised["reasons"][0].keys()
    )
    assert (silent["level"], silent["last_known"]) == (None, 0)
    assert {"feed", "why"} <= silent["missing"][0].keys() or {"indicator", "why"} <= silent["missing"][0].keys()


def test_ages_are_those_of_the_answer_not_of_the_picture():
    then, later = (project(scene("surge"), NOW + wait) for wait in (0, HOUR))
    for name in ("feeds", "facilities"):
        for a, b in zip(then[name], later[name], strict=True):
            before, after = (x["occupied"] if name == "facilities" else x for x in (a, b))
            if before and before["age_s"] is not None:
                assert after["age_s"] == before["age_s"] + HOUR


def test_a_measured_value_has_its_companions_and_an_unknown_one_is_null():
    crossings = project(scene("surge"), NOW)["crossings"]
    known = [c["queue"]["cars"] for c in crossings if c["queue"]["cars"]]
    assert known
    assert all(value.keys() >= MEASURED for value in known)
    assert any(c["wait_min"] is None for c in crossings)


def test_an_unknown_site_is_neither_empty_nor_full():
    for site in project(scene("blind"), NOW)["facilities"]:
        assert site["occupied"] is None
        assert site["hours_to_full"] is None


def test_times_are_written_in_utc():
    situation = project(scene("surge"), NOW)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", situation["as_of"])
