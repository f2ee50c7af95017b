"""The desk: everything that one worker needs to answer, put together once."""

import time
from dataclasses import dataclass

from dashboard.access.holding import Holding
from dashboard.delivery.boards import Drawing
from dashboard.delivery.counts import Counts
from dashboard.delivery.events import Viewers
from dashboard.delivery.picture import Pictures
from dashboard.delivery.ready import Ready
from dashboard.delivery.shelf import Shelf
from dashboard.delivery.statics import App, Statics
from dashboard.delivery.stock import Stock
from dashboard.delivery.watch import Watcher
from dashboard.settings import Settings
from data.domain.places import Reference


@dataclass(frozen=True, slots=True)
class Surface:
    """What stands behind the front: the Dash app, its pages, the boards, and the build of all that."""

    app: App
    pages: tuple[str, ...]
    drawing: Drawing
    reference: Reference
    build: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Parts of one worker."""

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

    def now(self) -> int:
        """Picture time, as the clock's bell told it."""
        return int(self.watcher.news()["now"])

    def beat_age_s(self) -> float | None:
        """Wall seconds since the clock's last sign of life; None: it never gave one."""
        return None if self.watcher.bell is None else time.time() - self.watcher.bell.beat


def lay(settings: Settings, surface: Surface) -> Desk:
    """Put a desk together; nothing is read or started yet."""
    folder, counts, viewers = settings.running.folder, Counts(), Viewers()
    pictures = Pictures(settings.running.state, settings.running.mode)
    stock = Stock(pictures, Shelf(folder / "boards", surface.build), surface.drawing, counts)
    return Desk(
        settings=settings,
        surface=surface,
        pictures=pictures,
        stock=stock,
        viewers=viewers,
        watcher=Watcher(folder, stock, viewers, counts, mode=settings.running.mode, build=surface.build),
        statics=Statics(surface.app, settings.running.state / "static-cache", surface.pages),
        holding=Holding(folder / "roles"),
        counts=counts,
        ready=Ready(),
    )
