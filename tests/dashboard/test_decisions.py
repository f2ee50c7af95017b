"""Roles and decisions over real HTTP, kept in the real store."""

import os
import time

import httpx
import pytest

from dashboard.access.actor import ROLES, actor_of
from dashboard.access.holding import HELD_S, Holding
from data.store import open_store
from data.store.bell import KNOCK_NAME
from tests.dashboard import stage

AGREE = {"place": "grodno-pl", "level": 3, "agrees": True, "role": "duty_mz", "agency": "mz", "note": ""}


@pytest.fixture
def browser(web):
    with httpx.Client(base_url=web.url, headers={"origin": web.url, "sec-fetch-site": "same-origin"}) as client:
        yield client


def answers(state):
    store = open_store(stage.run_on(state), write=False)
    try:
        return store.answers(0)
    finally:
        store.close()


def test_a_decision_is_kept_with_its_author_and_the_pictures_time_and_the_clock_is_asked_to_look(state, web, browser):
    (state / stage.MODE / KNOCK_NAME).unlink(missing_ok=True)
    answer = browser.post("/api/decisions", json={**AGREE, "note": "beds are short"})
    assert answer.status_code == 202
    kept = answers(state)[-1]
    assert (kept.place, kept.level, kept.role, kept.agency, kept.agrees) == ("grodno-pl", 3, "duty_mz", "mz", True)
    assert kept.note == "beds are short"
    assert abs(kept.at - web.get("/version").json()["now"]) <= 2
    assert (state / stage.MODE / KNOCK_NAME).exists()


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"place": "nowhere"}, 422, "unknown_section"),
        ({"level": 4}, 422, "bad_decision"),
        ({"agrees": "yes"}, 422, "bad_decision"),
        ({"agency": "fbi"}, 422, "unknown_agency"),
        ({"agency": ""}, 422, "unknown_agency"),
        ({"agency": "mvd"}, 422, "other_agency"),
        ({"role": "Robert'); DROP"}, 422, "bad_role"),
        ({"role": "president"}, 422, "unknown_role"),
        ({"role": "duty_hydromet", "agency": "hydromet"}, 422, "unknown_role"),
        ({"role": ""}, 403, "no_role"),
        ({"note": "x " * 100 + "."}, 422, "note_too_long"),
        ({"note": "call +375 29 123-45-67"}, 422, "note_personal"),
        ({"note": "write to duty@example.org"}, 422, "note_personal"),
        ({"note": "bus 1234 AB-7 waits"}, 422, "note_personal"),
        ({"note": "passport MP1234567"}, 422, "note_personal"),
        ({"note": "спросить Иванову А. П."}, 422, "note_personal"),
        ({"extra": 1}, 422, "bad_decision"),
        ({"note": "x" * 70_000}, 422, "bad_decision"),
    ],
)
def test_what_is_no_decision_is_refused_with_its_reason(state, browser, change, status, reason):
    before = len(answers(state))
    answer = browser.post("/api/decisions", json={**AGREE, **change})
    assert (answer.status_code, answer.json()["error"]) == (status, reason)
    assert len(answers(state)) == before


@pytest.mark.parametrize("note", ["x " * 100, "beds: 41 of 60, 12 more by 18:30", "мест нет, +2 автобуса из Бреста"])
def test_a_note_of_200_characters_about_nobody_is_kept(state, browser, note):
    assert browser.post("/api/decisions", json={**AGREE, "note": note}).status_code == 202
    assert answers(state)[-1].note == note


def test_a_body_that_is_no_json_is_refused(browser):
    assert browser.post("/api/decisions", content=b"{").status_code == 422


def test_a_foreign_page_cannot_decide(state, web):
    before = len(answers(state))
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert httpx.post(f"{web.url}/api/decisions", json=AGREE, headers=headers).status_code == 403
    assert len(answers(state)) == before


def test_a_role_is_kept_in_a_cookie_that_scripts_and_foreign_pages_cannot_use(browser):
    answer = browser.post("/api/actor", json={"role": "duty_mvd"})
    assert answer.json() == {"role": "duty_mvd", "agency": "mvd"}
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert browser.get("/api/actor").json()["role"] == "duty_mvd"
    assert browser.post("/api/actor", json={"role": None}).json()["role"] is None
    assert browser.get("/api/actor").json()["role"] is None


def test_only_roles_of_the_list_can_be_taken(browser):
    assert browser.post("/api/actor", json={"role": "president"}).status_code == 422
    assert actor_of("mezha_role=president") is None
    assert actor_of("mezha_role=duty_gpk; x=1") == ROLES["duty_gpk"]
    assert actor_of("") is None


def test_who_holds_a_role_decides_in_it_alone(state, browser):
    browser.post("/api/actor", json={"role": "duty_mvd"})
    bare = {name: value for name, value in AGREE.items() if name not in {"role", "agency"}}
    assert browser.post("/api/decisions", json=bare).status_code == 202
    assert (answers(state)[-1].role, answers(state)[-1].agency) == ("duty_mvd", "mvd")
    assert browser.post("/api/decisions", json=AGREE).json()["error"] == "other_role"


def test_a_scripted_actor_stands_back_where_a_person_holds_the_role(state, web, browser):
    scripted = {"x-actor": "scripted"}
    assert httpx.post(f"{web.url}/api/decisions", json=AGREE, headers=scripted).status_code == 202
    browser.post("/api/actor", json={"role": "duty_mz"})
    answer = httpx.post(f"{web.url}/api/decisions", json=AGREE, headers=scripted)
    assert (answer.status_code, answer.json()["error"]) == (409, "role_taken")
    browser.post("/api/actor", json={"role": None})
    assert httpx.post(f"{web.url}/api/decisions", json=AGREE, headers=scripted).status_code == 202


def test_a_scripted_actor_may_have_a_role_of_its_scenario_but_only_of_an_agency_that_is_known(state, web):
    scripted = {"x-actor": "scripted"}
    own = {**AGREE, "role": "duty_oblast", "agency": "mchs"}
    assert httpx.post(f"{web.url}/api/decisions", json=own, headers=scripted).status_code == 202
    assert (answers(state)[-1].role, answers(state)[-1].agency) == ("duty_oblast", "mchs")
    for change, reason in (
        ({"agency": "fbi"}, "unknown_agency"),
        ({"role": "duty_mz"}, "other_agency"),
        ({"role": "../../roles"}, "bad_role"),
    ):
        answer = httpx.post(f"{web.url}/api/decisions", json={**own, **change}, headers=scripted)
        assert (answer.status_code, answer.json()["error"]) == (422, reason)


def test_before_the_bell_rang_nothing_is_decided(tmp_path):
    with stage.running(tmp_path) as web:
        answer = httpx.post(f"{web.url}/api/decisions", json=AGREE)
    assert (answer.status_code, answer.json()["error"]) == (503, "clock_silent")


def test_a_role_falls_back_after_ten_minutes_of_silence(tmp_path):
    holding = Holding(tmp_path / "roles")
    assert not holding.is_held("duty_mz")
    holding.hold("duty_mz")
    assert holding.is_held("duty_mz")
    past = time.time() - HELD_S - 1
    os.utime(tmp_path / "roles" / "duty_mz", (past, past))
    assert not holding.is_held("duty_mz")


def test_there_are_no_scripted_actors_outside_exercises(tmp_path):
    with stage.running(tmp_path, MODE="live") as web:
        answer = httpx.post(f"{web.url}/api/decisions", json=AGREE, headers={"x-actor": "scripted"})
    assert (answer.status_code, answer.json()["error"]) == (403, "scripted_outside_exercise")
