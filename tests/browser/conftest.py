"""A real Chromium against the real web process on a prepared store."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.dashboard import stage

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid.replace("\\", "/"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def chromium():
    """One browser a module: Playwright holds an event loop for as long as it runs, which no other test may find."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    stage.publish(folder, stage.surge())
    return folder


@pytest.fixture(scope="module")
def web(state):
    with stage.running(state, app="dashboard.server") as process:
        yield process


@pytest.fixture
def version(state, web):
    """The surge, as the newest version, with a clock that has just beaten."""
    number = stage.publish(state, stage.surge())
    stage.wait_until(lambda: web.get("/version").json()["version"] == number)
    return number


@dataclass
class Watched:
    """A page, with what went wrong in it and whom it wanted to talk to."""

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_selector("html[data-board=shown]")
        return self.page

    def drawn(self, graph: str = "map") -> Page:
        self.page.wait_for_selector(f"#{graph} .scatterlayer .trace")
        return self.page


@pytest.fixture
def desk(chromium, web, version):
    with watching(chromium, web) as watched:
        yield watched


@contextmanager
def watching(chromium, web):
    """A page of a person who speaks English, and an eye on it."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB")
    context.set_default_timeout(20_000)
    watched = Watched(context.new_page(), web.url)

    def gate(route):
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            return route.continue_()
        watched.outside.append(route.request.url)
        return route.abort()

    context.route("**/*", gate)
    watched.page.on("console", lambda m: watched.errors.append(m.text) if m.type == "error" else None)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    yield watched
    context.close()
