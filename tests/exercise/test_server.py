"""The agencies over real HTTP: tags, times, packing, refusals, misbehaviour."""

import io
import json
from email.utils import parsedate_to_datetime

import httpx
import numpy as np
import pytest

from data.domain.moment import HOUR
from data.exercise import server as serving
from data.feeds import all_feeds


def test_date_is_the_time_of_the_exercise(stand):
    answer = stand.client.get("/hydromet_night")
    assert parsedate_to_datetime(answer.headers["Date"]).timestamp() == stand.clock.time


def test_every_request_of_every_feed_is_answered(stand, world):
    for name, feed in all_feeds().items():
        for ask in feed.requests(world.reference, int(stand.clock.time)):
            address = f"/{name}/{ask.path.lstrip('/')}" if ask.path else f"/{name}"
            answer = stand.client.request(ask.method, address, content=ask.body, headers=dict(ask.headers))
            assert answer.status_code == 200, (name, ask.path)


def test_an_unchanged_report_is_not_sent_again(stand):
    first = stand.client.get("/gpk_crossings")
    again = stand.client.get("/gpk_crossings", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    stand.clock.time += HOUR
    later = stand.client.get("/gpk_crossings", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert later.headers["ETag"] != first.headers["ETag"]


def test_a_report_is_packed_when_asked_for(stand):
    packed = stand.client.get("/gpk_crossings", headers={"Accept-Encoding": "gzip"})
    plain = stand.client.get("/gpk_crossings", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 3


def test_what_does_not_exist_is_not_found(stand):
    assert stand.client.get("/gpk_detections/atlantis.csv").status_code == 404
    assert stand.client.get("/").status_code == 404
    assert stand.client.post("/elsewhere", json={}).status_code == 404


def test_a_page_from_elsewhere_gets_nothing(stand):
    assert stand.client.get("/scenario", headers={"Host": "rebound.example"}).status_code == 403
    asked = {"feed": "gpk_equeue", "kind": "off", "for_s": 60}
    assert stand.client.post("/misbehave", json=asked, headers={"Origin": "http://x.example"}).status_code == 404
    assert stand.client.get("/gpk_equeue/info/checkpoint").status_code == 200


def test_the_history_is_served(stand):
    with np.load(io.BytesIO(stand.client.get("/history").content), allow_pickle=False) as columns:
        assert columns["value"].size > 400_000


def test_the_scenario_tells_its_times_and_its_actors(stand, world):
    told = stand.client.get("/scenario").json()
    assert told["scenario"] == "grodno-surge"
    assert (told["start"], told["end"]) == (world.scenario.begins, world.scenario.ends)
    assert told["start_iso"] == "2026-11-16T15:00:00Z"
    assert {policy["agency"] for policy in told["policies"]} >= {"gpk", "mvd", "mchs", "mz"}


def misbehave(stand, kind, feed="gpk_equeue", for_s=60.0):
    asked = {"feed": feed, "kind": kind, "for_s": for_s}
    assert stand.client.post("/misbehave", json=asked).status_code == 200


def test_a_feed_fails_for_as_long_as_it_is_told(stand):
    misbehave(stand, "status500")
    assert stand.client.get("/gpk_equeue/info/checkpoint").status_code == 500
    assert stand.client.get("/gpk_crossings").status_code == 200
    stand.clock.time += 61
    assert stand.client.get("/gpk_equeue/info/checkpoint").status_code == 200


def test_a_silent_feed_says_nothing_new(stand):
    before = stand.client.get("/gpk_crossings").content
    misbehave(stand, "silent", "gpk_crossings", for_s=3 * HOUR)
    stand.clock.time += 2 * HOUR
    assert stand.client.get("/gpk_crossings").content == before
    stand.clock.time += 2 * HOUR
    assert stand.client.get("/gpk_crossings").content != before


def test_a_feed_sends_something_else(stand):
    misbehave(stand, "not_json")
    assert stand.client.get("/gpk_equeue/info/checkpoint").content == b"blad"


@pytest.mark.parametrize("kind", ["truncated", "off"])
def test_a_feed_breaks_the_connection(stand, kind):
    misbehave(stand, kind)
    with pytest.raises(httpx.RemoteProtocolError):
        stand.client.get("/gpk_equeue/info/checkpoint")


def test_a_slow_feed_answers_in_the_end(stand, monkeypatch):
    slept = []
    monkeypatch.setattr(serving.time, "sleep", slept.append)
    misbehave(stand, "slow")
    assert stand.client.get("/gpk_equeue/info/checkpoint").status_code == 200
    assert slept == [serving.SLOW_S]


def test_the_scenario_itself_lets_a_feed_fail(stand, world):
    stand.clock.time = world.scenario.moment(12.5)
    assert stand.client.get("/mz_hospital_places").status_code == 500
    stand.clock.time = world.scenario.moment(14.5)
    assert stand.client.get("/mz_hospital_places").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        json.dumps({"feed": "nobody", "kind": "off", "for_s": 1}).encode(),
        b'{"feed": "gpk_equeue", "kind": "rude", "for_s": 1}',
    ],
)
def test_a_misbehaviour_that_does_not_exist_is_refused(stand, body):
    assert stand.client.post("/misbehave", content=body).status_code == 422


def test_a_misbehaviour_too_long_to_be_one_is_refused_unread(stand):
    assert stand.client.post("/misbehave", content=b" " * 20_000).status_code == 411
    assert stand.client.get("/scenario").status_code == 200
