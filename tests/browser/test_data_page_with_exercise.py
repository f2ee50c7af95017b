"""The data page beside a living exercise: a feed that fails is seen to, is run at once, and is seen to recover."""

import os
import signal
import subprocess
import sys

import httpx
import orjson
import pytest

from tests.browser.conftest import watching
from tests.browser.waiting import until
from tests.dashboard import stage

FEED = "gpk_equeue"
STATE = f"document.querySelector('#data-board tr[data-feed={FEED}] .f-state')?.textContent"
STAMP = "document.querySelector('#data-about [data-stamp]')?.dataset.stamp"


@pytest.fixture(scope="module")
def exercise(tmp_path_factory):
    """Clock, agencies and web of one exercise, a minute a second."""
    state, port = tmp_path_factory.mktemp("exercise"), stage.free_port()
    environment = {**os.environ, "STATE_DIR": str(state), "PORT": str(port), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "dashboard", "demo", "--speed", "60"]
    process = subprocess.Popen(command, cwd=stage.ROOT, env=environment, stdout=subprocess.DEVNULL)
    web = stage.Web(process, f"http://127.0.0.1:{port}", port)
    try:
        stage.wait_until(lambda: _version(web) is not None, 180)
        sources = orjson.loads((state / "exercise" / "sources.yaml").read_bytes())
        yield web, sources[FEED]["url"].removesuffix(f"/{FEED}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _version(web: stage.Web) -> int | None:
    try:
        return web.get("/version").json()["version"]
    except (httpx.TransportError, ValueError):
        return None


def misbehave(agencies: str, kind: str, for_s: float) -> None:
    asked = {"feed": FEED, "kind": kind, "for_s": for_s}
    assert httpx.post(f"{agencies}/misbehave", json=asked, timeout=30).status_code == 200


def test_a_feed_is_seen_to_fail_is_run_at_once_and_is_seen_to_recover(chromium, exercise):
    web, agencies = exercise
    with watching(chromium, web) as watched:
        page = watched.open(f"/data?lang=en&feed={FEED}")
        until(page, f"{STATE}.startsWith('current')", 120)
        misbehave(agencies, "status500", 600)
        until(page, f"{STATE}.includes('error') && {STATE}.includes('HTTP status 500')", 120)
        page.wait_for_selector("#data-account :text('failed: HTTP status 500')")
        assert "To be asked: State Border Committee" in page.inner_text("#data-about")
        misbehave(agencies, "status500", 0)
        page.select_option("#role-select", "admin")
        until(page, "document.documentElement.dataset.role === 'admin'")
        before = page.evaluate(STAMP)
        page.click(f"[data-run={FEED}]")
        page.wait_for_selector("#data-told:has-text('Asked for at')")
        until(page, f"{STAMP} !== '{before}'", 120)
        until(page, f"{STATE}.startsWith('current')", 120)
        assert watched.outside == []
        assert watched.errors == []
