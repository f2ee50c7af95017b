"""One refresh of one feed over HTTP: never raises."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import httpx

from data.desk import Desk
from data.domain.moment import Moment
from data.feeds.contract import MOST_FOLLOWED, Ask, Feed
from data.intake import OUR_FAULT, Delivery, keep, place_of_fault, read
from data.store.contract import Run, StoreBusyError
from data.transport.breaker import Breaker, after_cycle
from data.transport.contract import Answer, Request, TransportError
from data.transport.following import called, may_follow
from data.transport.http import fetch, open_client
from data.transport.retry import Patience, passes, try_again
from data.transport.sources import Source

LOG: Final = logging.getLogger("mezha.refresh")
UNREACHABLE: Final = frozenset({"timeout", "refused", "unreachable"})
SILENCES: Final = 2
"""A source that does not answer so many addresses, the first of them asked again and again, is not asked for its
others in the same cycle."""
FOLLOW_REFUSED: Final = "follow_refused"
"""Reason of a run that was used and named addresses which are not asked; its detail is how many."""


@dataclass(slots=True)
class Remembered:
    """What the last answer of one address left behind; lives as long as the clock, no longer."""

    etag: str = ""
    modified: str = ""
    digest: str = ""
    units: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    """Addresses that its body referred to."""


@dataclass(slots=True)
class Memory:
    """Validators by address and breakers of one clock."""

    paths: dict[tuple[str, str], Remembered] = field(default_factory=dict)
    begin: dict[str, int] = field(default_factory=dict)
    """Where a feed's next round begins: behind the address that fell silent, so that it does not hide the others."""
    breakers: dict[str, Breaker] = field(default_factory=dict)
    draw: Callable[[], float] = random.random
    """Spreads the pauses between tries."""

    def of(self, feed: str, path: str) -> Remembered:
        """What is remembered of a path, or of the address of a followed link."""
        return self.paths.setdefault((feed, path), Remembered())

    def breaker(self, feed: str) -> Breaker:
        """The breaker of a feed's source."""
        return self.breakers.get(feed, Breaker())


@dataclass(slots=True)
class _Cycle:
    """One round of one feed."""

    desk: Desk
    feed: Feed
    source: Source
    client: httpx.Client
    memory: Memory
    patience_s: float
    """Wall seconds that its failing tries may take in all."""
    followed: dict[str, None] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    """Addresses of bodies that came, with and without our parameters: no link leads back to them."""
    failures: list[Run] = field(default_factory=list)
    answered: bool = False
    """Something came from the source, be it a refusal."""
    silences: int = 0
    retry_after_s: float | None = None

    @property
    def over(self) -> bool:
        """The rest is not asked: the source is silent or wants to be left alone, or the clock stops."""
        return self.silences >= SILENCES or self.retry_after_s is not None or self.desk.stopping.is_set()


def refresh(desk: Desk, feed: Feed, client: httpx.Client, memory: Memory, *, wished: bool = False) -> None:
    """Ask all addresses of a feed's source. Failures are kept last, so that the newest run tells of them.

    A source that has failed for some cycles is left alone for a while, unless somebody wishes it asked now.
    """
    breaker = memory.breaker(feed.name)
    state = breaker.state(desk.now())
    if state == "open" and not wished:
        return
    asks = feed.requests(desk.reference, desk.now())
    interval = poll_seconds(feed)
    patience = 0.0 if state == "half_open" else min(Patience().total_s, interval / max(desk.rate(), 1e-9) / 2)
    cycle = _Cycle(desk, feed, desk.sources[feed.name], client, memory, patience)
    _go_round(cycle, asks, probe=state != "closed")
    if desk.stopping.is_set():
        return
    for failure in cycle.failures:
        desk.store.record_run(replace(failure, ended=desk.now()))
    if asks:
        memory.breakers[feed.name] = after_cycle(
            breaker,
            desk.now(),
            failed=not cycle.answered,
            cycle_s=interval,
            retry_after_s=None if cycle.retry_after_s is None else cycle.retry_after_s * desk.rate(),
        )
    desk.changed.set()


def _go_round(cycle: _Cycle, asks: tuple[Ask, ...], *, probe: bool) -> None:
    """Ask each address and what it leads to; `probe`: the others only if the first answers."""
    name, memory = cycle.feed.name, cycle.memory
    begin = memory.begin.get(name, 0)
    try:
        with _client_of(cycle) as cycle.client:
            for number in range(begin, begin + len(asks)):
                ask = asks[number % len(asks)]
                links = _ask(cycle, ask.name, ask.name, partial(_request, cycle.source, ask))
                _follow(cycle, links)
                if cycle.over or (probe and not cycle.answered):
                    memory.begin[name] = (number + 1) % len(asks)
                    return
    except TransportError as error:
        cycle.failures.append(_failed(cycle, asks[0].name if asks else "", cycle.desk.now(), error))


@contextmanager
def _client_of(cycle: _Cycle) -> Iterator[httpx.Client]:
    """The common client, or one of the source's own certificates, read anew at each cycle."""
    if cycle.source.tls is None:
        yield cycle.client
    else:
        with open_client(cycle.source.tls) as own:
            yield own


def _follow(cycle: _Cycle, links: tuple[str, ...]) -> None:
    """Ask what was referred to, and what that refers to, each address once a cycle."""
    waiting = list(links)
    while waiting and not cycle.over:
        address = waiting.pop(0)
        name = called(address, list(cycle.followed).index(address) + 1)
        waiting += _ask(cycle, name, address, partial(_request_link, cycle.source, address))


def _request(source: Source, ask: Ask, known: Remembered) -> Request:
    return source.request(ask, known.etag, known.modified)


def _request_link(source: Source, address: str, known: Remembered) -> Request:
    return source.follow(address, known.etag, known.modified)


def _ask(cycle: _Cycle, name: str, key: str, request: Callable[[Remembered], Request]) -> tuple[str, ...]:
    """Ask one address and keep what came; gives the addresses that are to be asked next.

    A run that failed is kept when all were asked.
    """
    desk, known, started = cycle.desk, cycle.memory.of(cycle.feed.name, key), cycle.desk.now()
    try:
        answer = _fetch(cycle, request(known))
        cycle.answered = True
        if answer.status == "body":
            return _keep(cycle, name, answer, known)
        desk.store.record_run(Run(cycle.feed.name, started, desk.now(), "unchanged", name), _confirmed(cycle, known))
        return _unread(cycle, known)
    except TransportError as error:
        cycle.failures.append(_failed(cycle, name, started, error))
    except StoreBusyError as busy:
        # nobody's fault; what it answered is not remembered, so the next cycle asks for it again
        LOG.warning("%s: an answer is not kept: %s", cycle.feed.name, busy)
    except Exception as fault:  # noqa: BLE001 - a fault of ours in one report must not stop the others
        LOG.error("%s: our fault, %s", cycle.feed.name, place_of_fault(fault))  # noqa: TRY400 - a trace may quote the report
        cycle.failures.append(Run(cycle.feed.name, started, desk.now(), "failed", name, OUR_FAULT))
    return ()


def _fetch(cycle: _Cycle, request: Request) -> Answer:
    """Ask, and ask again within what is left of the cycle's patience; after a silence each address has one try."""
    begun = time.monotonic()
    patience = Patience(tries=1 if cycle.silences else Patience().tries, total_s=cycle.patience_s)
    stopping = cycle.desk.stopping
    try:
        return try_again(
            lambda: fetch(cycle.client, request, cycle.source.limits),
            patience,
            stopping,
            draw=cycle.memory.draw,
        )
    except TransportError:
        cycle.patience_s -= time.monotonic() - begun
        raise


def _failed(cycle: _Cycle, name: str, started: Moment, error: TransportError) -> Run:
    silent = passes(error) or error.reason == "protocol" or error.reason.startswith("tls")
    cycle.answered = cycle.answered or not silent
    cycle.silences += error.reason in UNREACHABLE
    if passes(error) and error.retry_after_s is not None:
        cycle.retry_after_s = error.retry_after_s
    return Run(cycle.feed.name, started, cycle.desk.now(), "failed", name, error.reason, error.detail)


def _keep(cycle: _Cycle, name: str, answer: Answer, known: Remembered) -> tuple[str, ...]:
    desk, feed = cycle.desk, cycle.feed
    now = desk.now()
    asked = answer.stamp if answer.stamp is not None else now
    delivery = Delivery(name, answer.body, asked, follows=feed.follow is not None)
    intake = read(feed, delivery, reference=desk.reference, store=desk.store, now=now, exercise=desk.exercise)
    if intake.report is None:
        cycle.failures.append(intake.run)
        return ()
    if intake.failed:
        keep(feed, intake, reference=desk.reference, store=desk.store, received=now)
        cycle.failures.append(intake.run)
        return ()
    same = intake.run.digest == known.digest
    known.units = intake.report.units
    links, refused = _links(cycle, answer, known)
    if refused:
        intake = replace(intake, run=replace(intake.run, reason=FOLLOW_REFUSED, detail=str(refused)))
    if same:
        desk.store.record_run(replace(intake.run, outcome="unchanged"), _confirmed(cycle, known))
    else:
        keep(feed, intake, reference=desk.reference, store=desk.store, received=now)
    known.etag, known.modified, known.digest = answer.etag, answer.modified, intake.run.digest
    return _unread(cycle, known) if same else links


def _links(cycle: _Cycle, answer: Answer, known: Remembered) -> tuple[tuple[str, ...], int]:
    """What a body refers to and may be asked, and how many addresses are refused; what it no longer names goes."""
    if cycle.feed.follow is None:
        return (), 0
    own = httpx.URL(answer.address)
    for name in cycle.source.params:
        own = own.copy_remove_param(name)
    found = may_follow(answer.address, cycle.feed.follow(answer.body))
    cycle.own |= {answer.address, str(own)}
    links = tuple(address for address in found.addresses if address not in cycle.own)
    for gone in set(known.links).difference(links):
        cycle.memory.paths.pop((cycle.feed.name, gone), None)
    known.links = links[:MOST_FOLLOWED]
    admitted = _admit(cycle, links)
    beyond = sum(address not in cycle.followed for address in links)
    return admitted, found.refused + beyond


def _admit(cycle: _Cycle, links: tuple[str, ...]) -> tuple[str, ...]:
    """Those that were not asked in this cycle yet, as far as it may go."""
    fresh = [address for address in links if address not in cycle.followed]
    admitted = tuple(fresh[: max(0, MOST_FOLLOWED - len(cycle.followed))])
    cycle.followed.update(dict.fromkeys(admitted))
    return admitted


def _unread(cycle: _Cycle, known: Remembered) -> tuple[str, ...]:
    """Links of an unchanged body that were never read; the others say what they said."""
    paths, name = cycle.memory.paths, cycle.feed.name
    return _admit(cycle, tuple(a for a in known.links if not paths.get((name, a), Remembered()).digest))


def _confirmed(cycle: _Cycle, known: Remembered) -> frozenset[str]:
    """Units that an unchanged body confirms: its own, and those of what it refers to."""
    units, waiting, seen = set(known.units), list(known.links), set[str]()
    while waiting:
        address = waiting.pop()
        linked = cycle.memory.paths.get((cycle.feed.name, address))
        if linked is not None and address not in seen:
            seen.add(address)
            units |= linked.units
            waiting += linked.links
    return frozenset(units)


def poll_seconds(feed: Feed) -> float:
    """Picture seconds between two askings: a report of the present at its cycle, one of periods six times a cycle.

    One without fixed times is asked three times in its tolerance at least: what comes in time is read in time.
    """
    if feed.speaks == "present":
        return feed.cycle_s
    return max(60.0, feed.cycle_s / 6 if feed.due.at else min(feed.cycle_s / 6, feed.tolerance_s / 3))
