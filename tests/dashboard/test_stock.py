"""The stock: which boards are prepared before viewers are told, and for how long they may wait."""

import asyncio
import threading
import time

import pytest

from dashboard.delivery.boards import Drawing, Look
from dashboard.delivery.counts import Counts
from dashboard.delivery.picture import Pictures
from dashboard.delivery.shelf import Shelf
from dashboard.delivery.stock import PREPARING_S, WANTED_S, Stock
from tests.dashboard import stage

DUTY = Look("duty", "ru", "dark", "staff")
WALL = Look("wall", "ru", "dark", "staff")


class Drawer:
    """Draws at once, notes what it drew, and hangs or fails where it is told to."""

    def __init__(self) -> None:
        self.drawn: list[tuple[int, str]] = []
        self.let_go = threading.Event()
        self.hangs: frozenset[str] = frozenset()
        self.fails: frozenset[str] = frozenset()

    def __call__(self, look, situation):
        if look.view in self.hangs:
            self.let_go.wait(60)
        if look.view in self.fails:
            raise ValueError(look.view)
        self.drawn.append((situation.version, look.view))
        return {"known": {"children": f"{look.view} {situation.version}"}}


@pytest.fixture
def drawer():
    drawer = Drawer()
    yield drawer
    drawer.let_go.set()


@pytest.fixture
def versions(tmp_path):
    return [stage.publish(tmp_path, stage.surge()) for _ in range(3)]


@pytest.fixture
def stock(tmp_path, drawer, versions):
    drawing = Drawing(lambda _: True, drawer)
    stock = Stock(Pictures(stage.run_on(tmp_path)), Shelf(tmp_path / "boards", "b"), drawing, Counts())
    yield stock
    drawer.let_go.set()
    stock.close()


def later(monkeypatch, seconds):
    """Move the stock's steady clock."""
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + seconds)


def test_a_look_that_was_asked_for_since_the_last_version_is_prepared_however_long_ago(
    stock, drawer, versions, monkeypatch
):
    async def run() -> None:
        await stock.prepare(versions[0])
        await stock.board(DUTY, versions[0])
        with monkeypatch.context() as moved:
            later(moved, 10 * WANTED_S)
            await stock.prepare(versions[1])
            assert (versions[1], "duty") in drawer.drawn
            later(moved, 20 * WANTED_S)
            await stock.prepare(versions[2])

    asyncio.run(run())
    assert (versions[2], "duty") not in drawer.drawn, "nobody asked for it in the version before"


def test_a_look_of_the_last_minute_is_prepared_although_versions_came_since(stock, drawer, versions):
    async def run() -> None:
        await stock.board(DUTY, versions[0])
        for version in versions:
            await stock.prepare(version)

    asyncio.run(run())
    assert [version for version, _ in drawer.drawn] == versions


def test_a_drawing_that_hangs_is_not_waited_for_longer_than_viewers_may_wait(stock, drawer, versions):
    async def run() -> float:
        await stock.board(DUTY, versions[0])
        drawer.hangs = frozenset({"duty"})
        start = time.monotonic()
        await stock.prepare(versions[1])
        waited = time.monotonic() - start
        asked = asyncio.ensure_future(stock.board(DUTY, versions[1]))
        packed, _ = await stock.board(WALL, versions[1])
        assert b"wall" in packed.plain
        drawer.let_go.set()
        assert b"duty" in (await asked)[0].plain
        return waited

    assert PREPARING_S <= asyncio.run(run()) < 30
    assert drawer.drawn.count((versions[1], "duty")) == 1, "who asks waits for the drawing that has begun"


def test_a_board_that_cannot_be_drawn_keeps_no_other_from_being_prepared(stock, drawer, versions):
    async def run() -> None:
        await stock.board(WALL, versions[0])
        await stock.board(DUTY, versions[0])
        drawer.fails = frozenset({"duty"})
        await stock.prepare(versions[1])
        with pytest.raises(ValueError, match="duty"):
            await stock.board(DUTY, versions[1])

    asyncio.run(run())
    assert [view for version, view in drawer.drawn if version == versions[1]] == ["wall"]
