"""Reports pushed over real HTTP: who may, what is refused and why, and that nothing counts twice."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from data.domain.moment import iso
from data.handover import BRIEF_S
from data.running import Running
from data.store import open_store, writer_lock
from tests.clock.conftest import HEADER, detections
from tests.dashboard import stage

TOKEN, MZ_TOKEN = "gpk-" + "s3cret" * 5, "mz-" + "0123456789" * 3
FEED = "gpk_detections"
END = int(time.time()) // 3600 * 3600 - 3600
PLATE = "4567 AB-5"


@pytest.fixture(scope="module")
def web(state, first_version):
    digest = "sha256:" + hashlib.sha256(MZ_TOKEN.encode()).hexdigest()
    with stage.running(state, MEZHA_TOKEN_GPK=TOKEN, MEZHA_TOKEN_MZ=digest) as process:
        yield process


@pytest.fixture(scope="module")
def run(state):
    return Running(state, stage.MODE, "belarus")


def push(web, body, feed=FEED, token=TOKEN, key=None, **headers):
    sent = {"content-type": "text/csv", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token:
        sent["authorization"] = f"Bearer {token}"
    if key:
        sent["idempotency-key"] = key
    return web.post(f"/api/observations/{feed}", content=body, headers=sent)


def tracks(run, place="grodno-pl"):
    store = open_store(run, write=False)
    try:
        return {
            (int(at), value)
            for key, track in store.tracks(["arrived"], 0).items()
            if key.place == place
            for at, value in zip(track.valid_to, track.value.tolist(), strict=True)
        }
    finally:
        store.close()


def test_a_report_is_kept_and_summed_up_as_ingest_sums_it_up(web, run):
    answer = push(web, detections("grodno-pl", [4, 6], end=END))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["feed"], told["mode"], told["accepted"], told["rejected"]) == (FEED, stage.MODE, 12, {})
    assert (told["last"], told["latest"]["grodno-pl/arrived"]["value"]) == (iso(END), 6)
    assert (END, 6.0) in tracks(run)


def test_the_same_report_again_adds_nothing(web):
    push(web, detections("lida-lt", [4, 6], end=END))
    told = push(web, detections("lida-lt", [4, 6], end=END)).json()
    assert (told["accepted"], told["duplicates"]) == (0, 12)


def test_the_same_key_gives_the_same_answer_and_keeps_nothing_twice(web):
    body = detections("brest-pl", 5, end=END)
    first, again = push(web, body, key="k1"), push(web, body, key="k1")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again.json()["accepted"] == 6


def test_a_key_with_another_body_or_feed_is_refused(web):
    push(web, detections("brest-pl", 5, end=END), key="k2")
    answer = push(web, detections("brest-pl", 6, end=END), key="k2")
    assert (answer.status_code, answer.json()) == (409, {"error": "key_reused"})
    assert push(web, detections("brest-pl", 5, end=END), feed="gpk_crossings", key="k2").status_code == 409


def test_a_key_of_another_agency_is_another_key(web):
    push(web, detections("brest-pl", 5, end=END), key="k3")
    assert push(web, b"{}", feed="mz_hospital_places", token=MZ_TOKEN, key="k3").status_code == 422


def test_equal_requests_at_the_same_time_wait_for_one(web):
    body, answers = detections("mozyr-ua", 8, end=END), []

    def bring():
        answers.append(push(web, body, key="together"))

    threads = [threading.Thread(target=bring) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [answer.status_code for answer in answers] == [200] * 5
    assert [answer.json()["accepted"] for answer in answers] == [6] * 5


def test_many_reports_at_once_are_kept_or_sent_away_but_never_lost(web, run):
    sections = ["gomel-ua", "pinsk-ua", "polotsk-lv", "polotsk-lt", "smorgon-lt", "grodno-lt", "minsk-air", "brest-ua"]
    answers = {}

    def bring(section):
        answers[section] = push(web, detections(section, 3, end=END)).status_code

    threads = [threading.Thread(target=bring, args=(section,)) for section in sections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(answers.values()) <= {200, 503}
    for section, status in answers.items():
        assert (status == 200) == bool(tracks(run, section))


@pytest.mark.parametrize("token", ["", "wrong" * 6, TOKEN + "x", TOKEN[:-1], "ß" * 30])
def test_without_a_known_token_nothing_is_taken(web, token):
    headers = {"authorization": f"Bearer {token}".encode()} if token else {}
    answer = web.post(f"/api/observations/{FEED}", content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "no_token")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_where_no_token_is_configured_every_push_is_refused(state, first_version):
    with stage.running(state) as web:
        assert push(web, detections("grodno-pl", 1, end=END)).status_code == 401
        assert push(web, detections("grodno-pl", 1, end=END), token="").status_code == 401


def test_a_token_speaks_for_its_agency_alone(web):
    assert push(web, detections("grodno-pl", 1, end=END), token=MZ_TOKEN).status_code == 403
    assert push(web, b"{}", feed="mz_hospital_places", token=MZ_TOKEN).status_code == 422


@pytest.mark.parametrize(
    ("feed", "method", "status"),
    [
        ("gpk_nothing", "POST", 404),
        ("", "POST", 404),
        (f"{FEED}/x", "POST", 404),
        (FEED, "GET", 405),
        (FEED, "PUT", 405),
    ],
)
def test_other_addresses_and_methods_are_refused(web, feed, method, status):
    assert httpx.request(method, f"{web.url}/api/observations/{feed}", timeout=30).status_code == status


def test_a_page_of_somebody_else_may_not_push(web):
    assert push(web, detections("grodno-pl", 1, end=END), origin="https://evil.example").status_code == 403


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        ({"content_encoding": "gzip"}, 415, "content_type"),
        ({"idempotency_key": "a b"}, 400, "bad_key"),
        ({"idempotency_key": "x" * 129}, 400, "bad_key"),
        ({"idempotency_key": "../../etc/passwd"}, 400, "bad_key"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_reason(web, headers, status, reason):
    answer = push(web, detections("grodno-pl", 1, end=END), **headers)
    assert (answer.status_code, answer.json()["error"]) == (status, reason)


def raw(web, head, body=b""):
    """First line of the answer to a hand-written request."""
    with socket.create_connection(("127.0.0.1", web.port), timeout=60) as line:
        line.sendall(
            f"POST /api/observations/{FEED} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n{head}\r\n"
            .encode() + body
        )  # fmt: skip
        return line.recv(400).split(b"\r\n")[0]


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(web):
    assert b" 413 " in raw(web, "Content-Length: 10000001\r\n")


def test_a_body_that_turns_out_too_long_is_refused(web):
    def flow():
        for _ in range(200):
            yield bytes(100_000)

    try:
        answer = push(web, flow())
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    except httpx.TransportError:
        pass  # it hung up on us while we were sending
    assert web.get("/healthz").status_code == 200


def test_half_a_report_is_none(web, run):
    body = detections("minsk-air", [1, 2, 3], end=END - 90 * 3600).encode()
    with socket.create_connection(("127.0.0.1", web.port), timeout=60) as line:
        head = f"POST /api/observations/{FEED} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
        line.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(body), body))
    push(web, detections("minsk-air", 1, end=END - 80 * 3600))
    stage.wait_until(lambda: 'mezha_pushes_total{status="400"}' in web.get("/metrics").text)
    assert END - 90 * 3600 not in {at for at, _ in tracks(run, "minsk-air")}


def test_what_is_no_report_of_the_feed_says_so(web):
    answer = push(web, b"<html>")
    assert answer.status_code == 422
    assert answer.json() == {"error": "not_this_feed", "reason": "html", "detail": ""}


def test_a_report_without_one_usable_row_names_them_all(web):
    body = f"{HEADER}\nnowhere,{iso(END - 3600)},{iso(END)},1,0,0,0,0,0,{iso(END)}\n"
    answer = push(web, body)
    assert (answer.status_code, answer.json()["error"]) == (422, "nothing_usable")
    assert answer.json()["rejects"] == [{"file": "push", "row": 2, "column": "section_id", "reason": "unknown_place"}]


def test_a_report_of_good_and_bad_rows_is_kept_and_the_bad_ones_listed(web):
    body = detections("lida-lt", [1], end=END - 7200) + f"nowhere,{iso(END - 3600)},{iso(END)},1,0,0,0,0,0,{iso(END)}\n"
    answer = push(web, body)
    assert answer.status_code == 200
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (6, {"unknown_place": 1})
    assert [reject["row"] for reject in answer.json()["rejects"]] == [3]


def test_nothing_personal_comes_back_or_is_kept(web, state):
    body = f"{HEADER}\n{PLATE},{iso(END - 3600)},{iso(END)},{PLATE},0,0,0,0,0,{iso(END)}\n"
    answer = push(web, body, key="personal")
    assert answer.status_code == 422
    assert PLATE not in answer.text
    assert PLATE not in web.get("/metrics").text
    for path in state.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            assert PLATE.encode() not in kept, path
            assert TOKEN.encode() not in kept, path


def test_pushes_are_counted_by_their_result(web):
    push(web, b"<html>")
    assert 'mezha_pushes_total{status="422"}' in web.get("/metrics").text


def test_while_a_page_is_asked_for_a_large_report_is_read(web):
    rows = "".join(
        f"grodno-pl,{iso(END - (n + 1) * 60)},{iso(END - n * 60)},{n},0,0,0,0,0,{iso(END)}\n" for n in range(8000)
    )
    answers = []
    reading = threading.Thread(target=lambda: answers.append(push(web, f"{HEADER}\n{rows}").status_code))
    reading.start()
    asked = 0
    while reading.is_alive():
        assert web.get("/version").status_code == 200
        asked += 1
    assert answers == [200]
    assert asked > 3


def test_a_clock_that_does_not_answer_in_time_gives_202_and_the_result_later(tmp_path):
    body, run = detections("grodno-lt", 2, end=END - 50 * 3600), Running(tmp_path, "live", "belarus")
    with stage.running(tmp_path, MODE="live", MEZHA_TOKEN_GPK=TOKEN) as web:
        with writer_lock(run):
            time.sleep(2 * BRIEF_S)  # a clock holds the lock for long
            answer = push(web, body, key="slow")
            assert (answer.status_code, answer.json()["waiting"]) == (202, True)
            assert answer.headers["retry-after"]
            assert push(web, body, key="slow").status_code == 202
        (batch,) = (run.spool / FEED / ".work").glob("*.batch.json")
        assert b"section_id" not in batch.read_bytes()
        environment = {**os.environ, "STATE_DIR": str(tmp_path), "MODE": "live"}
        clock = subprocess.Popen([sys.executable, "-m", "data.clock"], env=environment, stderr=subprocess.DEVNULL)
        try:
            stage.wait_until(lambda: not batch.exists(), 60)
            answer = push(web, body, key="slow")
            assert (answer.status_code, answer.json()["accepted"]) == (200, 6)
            _sweep_receipts(run)
            answer = push(web, body, key="slow")
            assert (answer.status_code, answer.json()["duplicates"]) == (200, 6)
            told = push(web, detections("grodno-lt", 3, end=END - 60 * 3600))
            assert (told.status_code, told.json()["accepted"]) == (200, 6)
        finally:
            clock.terminate()
            assert clock.wait(60) == 0


def _sweep_receipts(run):
    """What an answer of 202 waits for was swept away before anybody asked again."""
    (kept,) = (run.receipts / "push" / "gpk").glob("*.json")
    swept = json.loads(kept.read_bytes()) | {"status": 202, "batch": f"{'0' * 32}.batch.json"}
    kept.write_bytes(json.dumps(swept).encode())


def test_a_receipt_names_neither_key_nor_token(web, run):
    push(web, detections("brest-pl", 5, end=END), key="readable-key")
    for path in (run.receipts / "push").rglob("*.json"):
        assert "readable-key" not in path.name
        assert set(json.loads(path.read_bytes())) == {"digest", "status", "answer", "batch"}


def test_two_workers_give_one_answer_under_one_key(tmp_path):
    body, answers = detections("mozyr-ua", 8, end=END), []
    with stage.running(tmp_path, MODE="live", WEB_CONCURRENCY=2, MEZHA_TOKEN_GPK=TOKEN) as web:
        threads = [
            threading.Thread(target=lambda: answers.append(push(web, body, key="both", connection="close")))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert {answer.status_code for answer in answers} <= {200, 503}
    kept = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(kept) >= 2
    assert all(answer == kept[0] for answer in kept)
    assert kept[0]["accepted"] == 6


def test_a_queue_of_plates_is_reduced_to_counts_and_forgotten(web, state):
    at = "21:30:00 18.11.2026"
    row = {"status": 2, "order_id": 1, "type_queue": 3, "registration_date": at, "changed_date": at}
    rows = [row | {"regnum": f"{4000 + n} AB-5"} for n in range(1, 8)]
    body = json.dumps({"info": {"id": "x"}, "carLiveQueue": rows}).encode()
    answer = push(web, body, feed="gpk_equeue", key="plates")
    assert answer.status_code in {200, 422}
    assert "AB-5" not in answer.text
    for path in state.rglob("*"):
        assert not path.is_file() or b" AB-5" not in path.read_bytes(), path
