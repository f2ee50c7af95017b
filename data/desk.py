"""Everything that one clock works with: reference data, rules, feeds, sources, store, spool, time."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.domain.capacity import Standards
from data.domain.moment import Moment
from data.domain.places import Reference
from data.domain.timebase import TimeBase
from data.domain.warning import LevelRules
from data.feeds.contract import Feed
from data.running import Running
from data.store.contract import Store
from data.transport.sources import Source
from data.transport.spool import Spool


@dataclass(frozen=True, slots=True)
class Desk:
    """One clock's working place; shared by its threads, which write one at a time."""

    run: Running
    reference: Reference
    rules: LevelRules
    standards: Standards
    feeds: Mapping[str, Feed]
    sources: Mapping[str, Source]
    store: Store
    spool: Spool
    timebase: TimeBase
    wall: Callable[[], float] = time.time
    changed: threading.Event = field(default_factory=threading.Event)
    """Set when something was kept, so that the picture is taken again."""
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the clock stops: jobs end after the address that they are asking."""
    asking: set[str] = field(default_factory=set)
    """Feeds whose round runs now: what stands of them is half new, half old."""

    @property
    def exercise(self) -> bool:
        """Tell whether an exercise is played."""
        return self.run.mode == "exercise"

    @property
    def configured(self) -> frozenset[str]:
        """Feeds that have a source."""
        return frozenset(self.sources)

    def now(self) -> Moment:
        """Picture time."""
        return self.timebase.now(self.wall())

    def rate(self) -> float:
        """Picture seconds in a wall second."""
        return self.timebase.rate(self.wall())
