"""How many reports are read at once, slow senders, and tokens from the environment."""

import asyncio
import hashlib
from types import SimpleNamespace

import pytest

from dashboard.access.tokens import read_tokens
from dashboard.delivery.counts import Counts
from dashboard.delivery.exchange import Request
from dashboard.intake import push
from dashboard.intake.gate import FullError, Gate
from dashboard.intake.receipts import KEPT_S, Kept, Receipts, is_key
from data.running import Running, SettingsError

TOKEN = "a-token-of-the-committee"


def test_only_some_are_let_in_and_the_others_are_sent_away():
    gate, inside, refused = Gate(at_once=2, waiting=3, wait_s=0.05), [], []

    async def come(done, all_refused):
        try:
            async with gate.place():
                inside.append(1)
                await done.wait()
        except FullError:
            refused.append(1)
            if len(refused) == 6:
                all_refused.set()

    async def all_come():
        done, all_refused = asyncio.Event(), asyncio.Event()
        tasks = [asyncio.create_task(come(done, all_refused)) for _ in range(8)]
        await all_refused.wait()
        done.set()
        await asyncio.gather(*tasks)
        async with gate.place():
            return await gate.do(lambda: "a place came free")

    assert asyncio.run(all_come()) == "a place came free"
    assert len(inside) == 2


def asked(receive, **headers):
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"path": "/api/observations/gpk_detections", "method": "POST", "query_string": b"", "headers": named}
    return Request(scope, receive)


def test_a_sender_that_drips_loses_its_place(monkeypatch, tmp_path):
    monkeypatch.setattr(push, "BODY_S", 0.05)
    settings = SimpleNamespace(
        tokens=read_tokens({"MEZHA_TOKEN_GPK": TOKEN}), running=Running(tmp_path, "live", "belarus")
    )
    worker = SimpleNamespace(settings=settings, gate=Gate(), counts=Counts())

    async def receive():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    reply = asyncio.run(push.push(worker, asked(receive, authorization=f"Bearer {TOKEN}")))
    assert reply.status == 408


def test_tokens_are_kept_as_digests_alone():
    tokens = read_tokens(
        {"MEZHA_TOKEN_GPK": TOKEN, "MEZHA_TOKEN_PL_KAS": "b" * 20, "MEZHA_TOKEN_": "c" * 20, "PATH": "/"}
    )
    assert tokens.agency_of(f"Bearer {TOKEN}") == "gpk"
    assert tokens.agency_of(f"bearer {'b' * 20}") == "pl_kas"
    assert TOKEN not in repr(tokens) + str(tokens.digests)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, "Bearer \xe9\u0448"])
def test_what_is_no_token_speaks_for_nobody(header):
    assert read_tokens({"MEZHA_TOKEN_GPK": TOKEN}).agency_of(header) is None


def test_a_token_may_be_given_as_its_digest_and_beside_its_successor():
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    tokens = read_tokens({"MEZHA_TOKEN_GPK": f"sha256:{digest}, {'n' * 24}"})
    assert tokens.agency_of(f"Bearer {TOKEN}") == tokens.agency_of(f"Bearer {'n' * 24}") == "gpk"


@pytest.mark.parametrize("value", ["short", "x" * 19, "with a space in between it", "ключ" * 6, f"{TOKEN},"])
def test_tokens_that_are_none_are_named_by_their_variable(value):
    with pytest.raises(SettingsError, match="MEZHA_TOKEN_GPK") as caught:
        read_tokens({"MEZHA_TOKEN_GPK": value})
    assert value not in str(caught.value)


def test_two_agencies_never_share_a_token():
    with pytest.raises(SettingsError, match="same token"):
        read_tokens({"MEZHA_TOKEN_GPK": TOKEN, "MEZHA_TOKEN_MZ": TOKEN})


@pytest.mark.parametrize(("key", "good"), [("a", True), ("2026-11-18T05:00_x.1", True), ("", False), ("a/b", False)])
def test_keys_are_plain(key, good):
    assert is_key(key) == good


def test_answers_are_kept_for_a_day(tmp_path):
    wall = [1_000_000.0]
    receipts = Receipts(tmp_path, "gpk", lambda: wall[0])
    kept = Kept("d", 200, {"accepted": 1})
    with receipts.turn("k"):
        receipts.keep("k", kept)
    assert receipts.find("k") == kept
    wall[0] += KEPT_S + 1
    assert receipts.find("k") is None
    with receipts.turn("l"):
        receipts.keep("l", kept)
    assert len(list((tmp_path / "push" / "gpk").glob("*.json"))) == 1


def test_an_answer_that_was_damaged_is_none(tmp_path):
    receipts = Receipts(tmp_path, "gpk", lambda: 0.0)
    with receipts.turn("k"):
        receipts.keep("k", Kept("d", 200, {}))
    (path,) = (tmp_path / "push" / "gpk").glob("*.json")
    path.write_bytes(b'{"digest"')
    assert receipts.find("k") is None
