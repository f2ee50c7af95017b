"""Values entered by hand, over real HTTP into the real store."""

import time

import httpx
import pytest

from data.domain.moment import iso
from data.feeds import all_feeds
from data.running import Running
from data.store import open_store
from data.store.contract import MANUAL_SOURCE, SeriesKey
from data.warning.feeds_state import feed_standing
from tests.clock.conftest import detections
from tests.dashboard import stage

TOKEN = "gpk-" + "s3cret" * 5
FEED = "gpk_detections"
END = int(time.time()) // 3600 * 3600 - 3600
HOUR = {"valid_from": iso(END - 3600), "valid_to": iso(END)}


@pytest.fixture(scope="module")
def web(state, first_version):
    with stage.running(state, MEZHA_TOKEN_GPK=TOKEN) as process:
        yield process


@pytest.fixture(scope="module")
def run(state):
    return Running(state, stage.MODE, "belarus")


def enter(web, entry, feed=FEED, role="duty_gpk", **headers):
    cookies = {"cookie": f"mezha_role={role}"} if role else {}
    sent = {"origin": web.url, "sec-fetch-site": "same-origin", **cookies, **headers}
    return web.post(f"/api/manual/{feed}", json=entry, headers=sent)


def flows(place, value, **times):
    return {"place": place, "values": {"arrived": value}, **(times or HOUR)}


def looked_up(run, question):
    store = open_store(run, write=False)
    try:
        return question(store)
    finally:
        store.close()


def point(run, place, metric, feed=FEED):
    return looked_up(run, lambda store: store.latest(feed).get(SeriesKey(feed, place, metric)))


def test_a_flow_is_kept_for_its_period_and_marked(web, run):
    answer = enter(web, flows("grodno-pl", 412))
    assert answer.status_code == 200
    assert answer.json() == {
        "feed": FEED, "source": "manual", "accepted": 1, "duplicates": 0, "superseded": 0, "conflicts": 0,
        "valid_to": iso(END), "issued": iso(END),
    }  # fmt: skip
    kept = point(run, "grodno-pl", "arrived")
    assert (kept.valid_from, kept.valid_to, kept.value) == (END - 3600, END, 412)
    records = looked_up(run, lambda store: store.feed_records(END + 60))
    assert records[FEED].last_run.source == MANUAL_SOURCE
    assert records[FEED].units["grodno"].newest == END


def test_the_feeds_own_report_replaces_an_entry_even_one_written_before_it(web, run):
    enter(web, flows("lida-lt", 9))
    report = detections("lida-lt", 17, end=END)
    answer = web.post(
        f"/api/observations/{FEED}", content=report,
        headers={"authorization": f"Bearer {TOKEN}", "content-type": "text/csv"},
    )  # fmt: skip
    assert answer.json()["conflicts"] == 0
    assert answer.json()["superseded"] == 1
    assert point(run, "lida-lt", "arrived").value == 17


def test_an_entry_is_corrected_by_the_next_one(web, run):
    enter(web, flows("brest-pl", 9))
    answer = enter(web, flows("brest-pl", 11))
    assert (answer.json()["accepted"], answer.json()["superseded"], answer.json()["conflicts"]) == (1, 1, 0)
    assert point(run, "brest-pl", "arrived").value == 11


def test_a_period_before_the_newest_is_entered_once(web):
    enter(web, flows("gomel-ua", 5))
    before = {"valid_from": iso(END - 7200), "valid_to": iso(END - 3600)}
    assert enter(web, flows("gomel-ua", 4, **before)).status_code == 200
    answer = enter(web, flows("gomel-ua", 6, **before))
    assert (answer.status_code, answer.json()) == (409, {"error": "already_reported", "metric": "arrived"})


def test_a_stock_stands_at_the_moment_of_entry(web, run):
    begun = int(time.time())
    entry = {"place": "bruzgi", "values": {"site_occupied": 310, "site_places": 400}}
    answer = enter(web, entry, feed="mvd_reception", role="duty_mvd")
    assert answer.status_code == 200
    kept = point(run, "bruzgi", "site_occupied", "mvd_reception")
    assert begun <= kept.valid_to == kept.valid_from == kept.issued <= time.time() + 1


def test_degrees_may_lie_below_zero_and_have_fractions(web, run):
    entry = {"place": "BY-HR", "values": {"night_min_c": -11.5}}
    assert enter(web, entry, feed="hydromet_night", role="duty_mchs").status_code == 200
    assert point(run, "BY-HR", "night_min_c", "hydromet_night").value == -11.5


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"place": "nowhere"}, 422, {"error": "unknown_place"}),
        ({"place": 5}, 422, {"error": "bad_entry"}),
        ({"note": "x"}, 422, {"error": "bad_entry"}),
        ({"values": {}}, 422, {"error": "nothing_entered"}),
        ({"values": {"plates": 1}}, 422, {"error": "unknown_metric"}),
        ({"values": {"arrived": 1.5}}, 422, {"error": "not_whole", "metric": "arrived"}),
        ({"values": {"arrived": None}}, 422, {"error": "bad_entry"}),
        ({"values": {"arrived": "many"}}, 422, {"error": "bad_entry"}),
        ({"values": {"arrived": "5"}}, 422, {"error": "bad_entry"}),
        ({"values": {"arrived": True}}, 422, {"error": "bad_entry"}),
        ({"valid_from": None}, 422, {"error": "period_needed", "metric": "arrived"}),
        ({"valid_to": None}, 422, {"error": "bad_period"}),
        ({"valid_from": iso(END)}, 422, {"error": "bad_period"}),
        ({"valid_from": iso(END - 86_401)}, 422, {"error": "bad_period"}),
        ({"valid_to": "2026-11-18T05:00:00"}, 422, {"error": "bad_period"}),
        ({"valid_to": iso(END + 20 * 3600)}, 422, {"error": "ahead_of_now"}),
    ],
)
def test_what_is_no_entry_is_refused_by_its_reason(web, change, status, told):
    answer = enter(web, {**flows("mozyr-ua", 3), **change})
    assert (answer.status_code, answer.json()) == (status, told)


def test_bounds_are_told(web):
    answer = enter(web, {**flows("mozyr-ua", 3), "values": {"arrived": -1}})
    assert answer.status_code == 422
    assert answer.json()["error"] == "out_of_bounds"
    assert answer.json()["low"] == 0


@pytest.mark.parametrize(
    ("feed", "role", "status", "reason"),
    [
        (FEED, "", 403, "no_role"),
        (FEED, "duty_mvd", 403, "other_agency"),
        (FEED, "admin", 403, "other_agency"),
        (FEED, "guest", 403, "not_for_visitors"),
        (FEED, "leadership", 422, "bad_entry"),
        ("hydromet_night", "duty_gpk", 403, "other_agency"),
        ("gpk_equeue", "duty_gpk", 409, "manual_not_allowed"),
        ("gpk_nothing", "duty_gpk", 404, "unknown_feed"),
    ],
)
def test_only_the_agency_of_a_feed_enters(web, feed, role, status, reason):
    entry = flows("BY-PL-01", 1) if status == 409 else {}
    answer = enter(web, entry, feed=feed, role=role)
    assert (answer.status_code, answer.json()["error"]) == (status, reason)


def test_a_page_of_somebody_else_may_not_enter(web):
    assert enter(web, flows("grodno-pl", 1), origin="https://evil.example").status_code == 403
    assert httpx.get(f"{web.url}/api/manual/{FEED}", timeout=30).status_code == 404


def test_a_feed_whose_last_word_was_entered_reads_manual(run, web):
    feed, reference = all_feeds()["hydromet_night"], None
    from data.reference import load

    reference = load()
    for place in feed.units(reference):
        assert (
            enter(web, {"place": place, "values": {"night_min_c": 1}}, feed=feed.name, role="duty_mchs").status_code
            == 200
        )
    now = int(time.time()) + 2
    records = looked_up(run, lambda store: store.feed_records(now))
    assert feed_standing(feed, records[feed.name], now, reference, configured=True).state == "manual"
