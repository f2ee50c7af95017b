"""The account of one feed, read from the store when somebody looks at it: staff only, in the asked language."""

import httpx
import pytest

from data.domain.moment import HOUR
from data.domain.observation import Reject, Report
from data.store import open_store
from data.store.contract import Run
from layers.markup import text_of
from tests.dashboard import stage
from tests.scenes import NOW


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    stage.publish(folder, stage.surge())
    store = open_store(stage.run_on(folder), write=True)
    rejects = (Reject("hour-1.csv", 14, "arrived", "bad_number", "", "grodno-pl, •, 4"),)
    run = Run("gpk_detections", NOW - HOUR, NOW - HOUR + 2, "used", "hour-1.csv", digest="a")
    store.record("gpk_detections", Report(rejects=rejects), run, NOW - HOUR + 2, {})
    store.record_run(Run("gpk_equeue", NOW - 60, NOW - 50, "failed", "info/checkpoint", "timeout", digest="b"))
    store.close()
    return folder


@pytest.fixture(scope="module")
def web(state):
    with stage.running(state, app="dashboard.server") as process:
        stage.wait_until(lambda: process.get("/version").json()["now"] is not None)
        yield process


def account(web, feed: str, **query: str) -> httpx.Response:
    return web.get(f"/account/{feed}", params=query)


def said(answer: httpx.Response) -> str:
    return " ".join(text_of(answer.json()["data-account"]["children"]).replace("\u00a0", " ").split())


def test_runs_and_rejected_rows_are_told(web):
    text = said(account(web, "gpk_detections", lang="en"))
    assert "hour-1.csv 14 arrived not a number grodno-pl, •, 4" in text
    assert "used 2 s" in text


def test_a_failure_is_told_in_the_asked_language(web):
    assert "no answer in time" in said(account(web, "gpk_equeue", lang="en"))
    assert "нет ответа вовремя" in said(account(web, "gpk_equeue"))


def test_an_account_is_never_kept(web):
    assert account(web, "gpk_detections", lang="en").headers["cache-control"] == "no-store"


def test_what_does_not_exist_is_not_found(web):
    assert account(web, "nothing", lang="en").status_code == 404
    assert account(web, "gpk_detections", lang="xx").json() == {"error": "unknown_language"}
    assert web.get("/account/").status_code == 404
    assert web.post("/account/gpk_detections").status_code == 404


def test_boards_of_feeds_are_for_staff(web, state):
    version = web.get("/version").json()["version"]
    for view in ("data", "feed:gpk_equeue", "entry:gpk_detections"):
        assert web.get(f"/board/{view}/{version}").status_code == 200
        assert web.get(f"/board/{view}/{version}?audience=visitors").status_code == 403


def test_visitors_get_no_account(tmp_path):
    stage.publish(tmp_path, stage.surge())
    with stage.running(tmp_path) as guests:
        answer = guests.get("/account/gpk_detections", headers={"cookie": "mezha_role=guest"})
        assert answer.json() == {"error": "audience_not_open"}
        assert answer.status_code == 403
