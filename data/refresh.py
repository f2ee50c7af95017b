"""One refresh of one feed over HTTP: never raises, says once that it broke and once that it is back."""

import logging
from dataclasses import dataclass, field, replace
from typing import Final

import httpx

from data.desk import Desk
from data.domain.moment import Moment
from data.feeds.contract import Feed
from data.intake import OUR_FAULT, Delivery, Intake, keep, place_of_fault, read
from data.store.contract import Run
from data.transport.contract import Answer, TransportError
from data.transport.http import fetch

LOG: Final = logging.getLogger("mezha.refresh")
UNREACHABLE: Final = frozenset({"timeout", "refused", "unreachable"})
SILENCES: Final = 2
"""A source that does not answer so many addresses is not asked for its others in the same cycle."""


@dataclass(slots=True)
class Remembered:
    """What the last answer of one path left behind; lives as long as the clock, no longer."""

    etag: str = ""
    modified: str = ""
    digest: str = ""
    units: frozenset[str] = frozenset()


@dataclass(slots=True)
class Memory:
    """Validators by address path, and which feeds are in trouble, of one clock."""

    paths: dict[tuple[str, str], Remembered] = field(default_factory=dict)
    begin: dict[str, int] = field(default_factory=dict)
    """Where a feed's next round begins: behind the address that fell silent, so that it does not hide the others."""
    broken: set[str] = field(default_factory=set)

    def of(self, feed: str, path: str) -> Remembered:
        """What is remembered of a path."""
        return self.paths.setdefault((feed, path), Remembered())


def refresh(desk: Desk, feed: Feed, client: httpx.Client, memory: Memory) -> None:
    """Ask all paths of a feed's source. Failures are kept last, so that the newest run tells of them."""
    failures: list[Run] = []
    paths = feed.requests(desk.reference)
    begin = memory.begin.get(feed.name, 0)
    for number in range(begin, begin + len(paths)):
        if desk.stopping.is_set():
            return
        failure = _ask(desk, feed, paths[number % len(paths)], client, memory)
        failures += [failure] if failure else []
        if sum(f.reason in UNREACHABLE for f in failures) >= SILENCES:
            memory.begin[feed.name] = (number + 1) % len(paths)
            break
    for failure in failures:
        desk.store.record_run(replace(failure, ended=desk.now()))
    desk.changed.set()
    tell_once(memory, feed.name, failures[0] if failures else None)


def _ask(desk: Desk, feed: Feed, path: str, client: httpx.Client, memory: Memory) -> Run | None:
    """Ask one path and keep what came; a run that failed is returned, to be kept when all paths were asked."""
    source, known = desk.sources[feed.name], memory.of(feed.name, path)
    started = desk.now()
    try:
        answer = fetch(client, source.request(path, known.etag, known.modified), source.limits)
        if answer.status == "body":
            return _keep(desk, feed, path, answer, known)
    except TransportError as error:
        return Run(feed.name, started, desk.now(), "failed", path, error.reason, error.detail)
    except Exception as fault:  # noqa: BLE001 - a fault of ours in one report must not stop the others
        LOG.error("%s: our fault, %s", feed.name, place_of_fault(fault))  # noqa: TRY400 - a trace may quote the report
        return Run(feed.name, started, desk.now(), "failed", path, OUR_FAULT)
    desk.store.record_run(Run(feed.name, started, desk.now(), "unchanged", path), known.units)
    return None


def _keep(desk: Desk, feed: Feed, path: str, answer: Answer, known: Remembered) -> Run | None:
    now = desk.now()
    delivery = Delivery(path, answer.body, answer.stamp if answer.stamp is not None else now)
    intake = _reading(desk, feed, delivery, now)
    if intake.report is None:
        return intake.run
    if intake.failed:
        keep(feed, intake, reference=desk.reference, store=desk.store, received=now)
        return intake.run
    if intake.run.digest == known.digest:
        desk.store.record_run(replace(intake.run, outcome="unchanged"), intake.report.units)
    else:
        keep(feed, intake, reference=desk.reference, store=desk.store, received=now)
    known.etag, known.modified = answer.etag, answer.modified
    known.digest, known.units = intake.run.digest, intake.report.units
    return None


def tell_once(memory: Memory, feed: str, failure: Run | None) -> None:
    """Log when a feed breaks and when it recovers, and nothing in between."""
    if failure is not None and feed not in memory.broken:
        memory.broken.add(feed)
        LOG.warning("%s: failing, %s %s", feed, failure.reason, failure.detail)
    elif failure is None and feed in memory.broken:
        memory.broken.discard(feed)
        LOG.info("%s: works again", feed)


def poll_seconds(feed: Feed) -> float:
    """Picture seconds between two askings: a report of the present at its cycle, one of periods six times a cycle."""
    return feed.cycle_s if feed.speaks == "present" else max(60.0, feed.cycle_s / 6)


def _reading(desk: Desk, feed: Feed, delivery: Delivery, now: Moment) -> Intake:
    return read(feed, delivery, reference=desk.reference, store=desk.store, now=now, exercise=desk.exercise)
