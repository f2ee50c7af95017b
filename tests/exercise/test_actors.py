"""Scripted actors answer proposals in time, once, and stand back for people."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import httpx
import pytest

from data.domain.exercise import ActorPolicy
from data.domain.moment import MINUTE, iso
from data.domain.timebase import TimeBase
from data.exercise import actors as acting
from data.exercise.actors import Actors, Turn, turns_due
from data.exercise.pace import Pace

SINCE = 1_800_000_000
POLICIES = (
    ActorPolicy("duty_gpk", "gpk", "raise", 20),
    ActorPolicy("duty_mz", "mz", "raise", 50, agrees=False),
    ActorPolicy("duty_mz", "mz", "raise", 90),
    ActorPolicy("duty_gpk", "gpk", "lower", 25, except_places=("brest-pl",)),
)


def section(place="grodno-pl", level=3, last_known=2, since=SINCE):
    return {"id": place, "last_known": last_known, "proposed": {"level": level, "since": iso(since)}}


def due(sections, minutes, done=frozenset()):
    return [turn.policy for turn in turns_due(sections, POLICIES, SINCE + minutes * MINUTE, done)]


def test_an_actor_answers_when_its_time_has_come():
    assert due([section()], 19) == []
    assert due([section()], 20) == [0]
    assert due([section()], 55) == [0, 1]


def test_a_later_policy_of_the_same_role_comes_after_the_earlier_one():
    assert due([section()], 100) == [0, 1, 2]


def test_a_turn_comes_once():
    done = frozenset({Turn("grodno-pl", 3, SINCE, 0)})
    assert due([section()], 30, done) == []


def test_a_new_proposal_of_the_same_level_is_a_new_turn():
    done = frozenset({Turn("grodno-pl", 3, SINCE - 9000, 0)})
    assert due([section()], 30, done) == [0]


def test_lowering_is_answered_by_those_who_answer_lowering():
    assert due([section(level=1)], 30) == [3]
    assert due([section("brest-pl", level=1)], 30) == []


def test_a_renewal_counts_as_raising():
    assert due([section(level=3, last_known=3)], 30) == [0]


def test_without_a_proposal_nobody_speaks():
    assert due([{"id": "grodno-pl", "last_known": 2, "proposed": None}], 500) == []


class Web(BaseHTTPRequestHandler):
    """A web process that knows one proposal."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.reply(200, self.server.situation)

    def do_POST(self):
        decision = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.headers["X-Actor"], decision))
        status = self.server.statuses.get(decision["role"], 202)
        if self.server.heard[-1][1]["role"] == "duty_gpk":
            self.server.answered.set()
        self.reply(status, {})

    def reply(self, status, value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def web(serve):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.daemon_threads = True
    server.situation = {"sections": [section(), {"id": "brest-pl", "last_known": 1, "proposed": None}]}
    server.heard, server.statuses, server.answered = [], {}, Event()
    with serve(server) as address:
        server.address = address
        yield server


def cast(minutes, address):
    now = float(SINCE + minutes * MINUTE)
    return Actors(POLICIES, Pace(TimeBase(t0=0, wall0=0.0), wall=lambda: now), address)


def answer_once(players, address):
    with httpx.Client(base_url=address, headers=acting.HEADERS) as client:
        return players.answer_due(client)


def test_answers_are_posted_as_scripted_ones(web):
    players = cast(60, web.address)
    assert answer_once(players, web.address) == 2
    assert answer_once(players, web.address) == 0
    assert [who for who, _ in web.heard] == ["scripted", "scripted"]
    first = web.heard[0][1]
    assert first == {"place": "grodno-pl", "level": 3, "agrees": True, "role": "duty_gpk", "agency": "gpk", "note": ""}
    assert web.heard[1][1]["agrees"] is False


def test_an_actor_stands_back_where_a_person_has_the_role(web):
    web.statuses["duty_gpk"] = 409
    players = cast(30, web.address)
    assert answer_once(players, web.address) == 0
    web.statuses.clear()
    assert answer_once(players, web.address) == 0
    assert len(web.heard) == 1


def test_an_answer_that_the_web_could_not_take_is_given_again(web):
    web.statuses["duty_gpk"] = 503
    players = cast(30, web.address)
    with pytest.raises(httpx.HTTPStatusError):
        answer_once(players, web.address)
    web.statuses.clear()
    assert answer_once(players, web.address) == 1


def play(players, stop):
    thread = Thread(target=players.run, args=(stop,))
    thread.start()
    return thread


def test_actors_wait_for_a_web_that_is_away_and_answer_when_it_is_there(web, serve, monkeypatch):
    monkeypatch.setattr(acting, "LOOK_S", (0.01, 0.01))
    real, web.situation = web.situation, b"starting"
    stop = Event()
    thread = play(cast(30, web.address), stop)
    web.situation = real
    assert web.answered.wait(20)
    stop.set()
    thread.join()


def test_actors_do_not_fall_over_where_nobody_listens(monkeypatch):
    looked = Event()
    monkeypatch.setattr(acting.LOG, "info", lambda *_: looked.set())
    stop = Event()
    thread = play(cast(30, "http://127.0.0.1:9"), stop)
    assert looked.wait(20)
    stop.set()
    thread.join()
