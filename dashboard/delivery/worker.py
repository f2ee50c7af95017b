"""The worker: everything that one worker needs to answer, put together once."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from dashboard.access.actor import Actor, actor_of
from dashboard.access.holding import Holding
from dashboard.delivery.boards import Drawing
from dashboard.delivery.counts import Counts
from dashboard.delivery.events import Viewers
from dashboard.delivery.exchange import Request
from dashboard.delivery.picture import Pictures
from dashboard.delivery.ready import Ready
from dashboard.delivery.shelf import Shelf
from dashboard.delivery.statics import App, Statics
from dashboard.delivery.stock import Stock
from dashboard.delivery.watch import Watcher
from dashboard.intake.gate import Gate
from dashboard.settings import Settings
from data.domain.moment import Moment
from data.domain.places import Reference
from data.store.bell import belfry


@dataclass(frozen=True, slots=True)
class Surface:
    """What stands behind the front: the Dash app, its pages, the boards, and the build of all that."""

    app: App
    pages: tuple[str, ...]
    drawing: Drawing
    reference: Reference
    build: str
    actor_of: Callable[[str], Actor | None] = actor_of
    """Who speaks, by the Cookie header of a request."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Parts of one web worker."""

    settings: Settings
    surface: Surface
    pictures: Pictures
    stock: Stock
    viewers: Viewers
    watcher: Watcher
    statics: Statics
    holding: Holding
    counts: Counts
    ready: Ready
    gate: Gate
    """Reports that are read at once."""

    def now(self) -> Moment | None:
        """Picture time, as the clock's bell told it; None: it never rang, and nobody knows."""
        now: Moment | None = self.watcher.news()["now"]
        return now

    def actor(self, request: Request) -> Actor | None:
        """Who speaks; None: nobody in particular."""
        return self.surface.actor_of(request.header(b"cookie"))

    def beat_age_s(self) -> float | None:
        """Wall seconds since the clock's last sign of life; None: it never gave one."""
        return None if self.watcher.bell is None else time.time() - self.watcher.bell.beat


def assemble(settings: Settings, surface: Surface) -> Worker:
    """Put a worker together; nothing is read or started yet."""
    folder, counts, viewers = settings.running.folder, Counts(), Viewers()
    pictures = Pictures(settings.running)
    stock = Stock(pictures, Shelf(folder / "boards", surface.build), surface.drawing, counts)
    return Worker(
        settings=settings,
        surface=surface,
        pictures=pictures,
        stock=stock,
        viewers=viewers,
        watcher=Watcher(
            belfry(settings.running), stock, viewers, counts, mode=settings.running.mode, build=surface.build
        ),
        statics=Statics(surface.app, settings.running.state / "static-cache", surface.pages),
        holding=Holding(folder / "roles"),
        counts=counts,
        ready=Ready(),
        gate=Gate(),
    )
