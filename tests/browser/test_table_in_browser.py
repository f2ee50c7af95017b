"""The worked example of the page on feeds, followed to the letter: files, a real clock, what a browser then shows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import watching
from tests.dashboard import stage

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "add-a-feed.md"


def blocks(language):
    """Code blocks of the page, without the indent of their list."""
    found = re.findall(rf"^   ```{language}\n(.*?)^   ```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return ["\n".join(line[3:] for line in block.splitlines()) + "\n" for block in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A working folder with the example's `var`."""
    folder = tmp_path_factory.mktemp("stranger")
    sites, spec = blocks("yaml")[:2]
    (folder / "var" / "tables").mkdir(parents=True)
    (folder / "var" / "sites.yaml").write_text(sites, "utf-8")
    (folder / "var" / "tables" / "oblast_sites.yaml").write_text(spec, "utf-8")
    return folder


def environment(folder):
    return {**os.environ, "STATE_DIR": str(folder / "var"), "MODE": "live", "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def clock(folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "data.clock"], env=environment(folder), cwd=ROOT, stderr=subprocess.DEVNULL
    )
    (folder / "var" / "live" / "spool" / "oblast_sites").mkdir(parents=True, exist_ok=True)
    yield process
    process.terminate()
    process.wait(20)


def test_the_example_is_without_faults(folder):
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "check"],
        env=environment(folder), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert not [line for line in done.stdout.splitlines() if str(folder) in line]


@pytest.mark.skipif(shutil.which("bash") is None, reason="the example is written for a shell")
def test_a_stranger_sees_the_spreadsheet_on_map_gauge_and_strip(folder, clock, chromium):
    (command,) = [block for block in blocks("sh") if "printf" in block]
    with stage.running(folder / "var", app="dashboard.server", MODE="live") as web:
        stage.wait_until((folder / "var" / "live" / "mezha.sqlite").exists, 60)
        subprocess.run(["bash", "-c", command], cwd=folder, check=True)
        done = folder / "var" / "live" / "spool" / "oblast_sites" / "done"
        stage.wait_until(lambda: done.is_dir() and any(done.iterdir()), 60)
        with watching(chromium, web) as watched:
            page = watched.open("/?lang=en")
            page.click("#sections tr[data-select=brest-pl]")
            row = page.wait_for_selector("#capacity li[data-select=pruzhany]", timeout=60_000)
            assert "Pruzhany reception site" in row.inner_text()
            page.wait_for_selector("#capacity li[data-select=pruzhany] :text('80')", timeout=60_000)
            assert "120" in row.inner_text()
            page.wait_for_selector("#feeds :text('Sites of the oblast')", timeout=60_000)
            shown = page.evaluate(
                "JSON.stringify(document.getElementById('map').querySelector('.js-plotly-plot').data)"
            )
            assert "pruzhany" in shown
            assert watched.outside == []
