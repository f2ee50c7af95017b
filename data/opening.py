"""Lays a clock's desk: reference data, rules, sources, store; in an exercise also its time and its past."""

import threading
from typing import Final

from data.desk import Desk
from data.domain.timebase import LIVE, TimeBase
from data.feeds import feeds_of
from data.prologue import PastError, lay_past, read_timebase
from data.reference import ReferenceDataError, load_rules, load_standards, reference_of
from data.running import Running
from data.situation import Setting
from data.store import ModeMismatchError, SchemaError, open_store
from data.transport.sources import SourceError, load_sources
from data.transport.spool import Spool

EXERCISE_WAIT_S: Final = 60.0


class NotReadyError(Exception):
    """What the clock needs is not there or not valid; says what."""


def open_desk(run: Running, stop: threading.Event) -> Desk:
    """Open everything that one clock works with.

    Raises:
        NotReadyError: reference data, rules, sources or the store cannot be used, or the exercise does not answer.
    """
    try:
        return _open(run, _timebase(run, stop), stop)
    except (ReferenceDataError, SourceError, ModeMismatchError, SchemaError, PastError) as error:
        raise NotReadyError(str(error)) from error


def _open(run: Running, timebase: TimeBase, stop: threading.Event) -> Desk:
    reference, feeds = reference_of(run), feeds_of(run)
    rules, standards = load_rules(run.deployment), load_standards(run.deployment)
    sources = load_sources(run.sources, feeds)
    if run.mode == "exercise":
        setting = Setting(reference, standards, feeds, frozenset(sources), exercise=True)
        lay_past(run, setting, rules, timebase, stop)
    store = open_store(run, write=True)
    return Desk(run, reference, rules, standards, feeds, sources, store, Spool(run.spool, feeds), timebase)


def _timebase(run: Running, stop: threading.Event) -> TimeBase:
    """Clock of the picture; the exercise writes its own down when it starts."""
    if run.mode == "live":
        return LIVE
    for _ in range(int(EXERCISE_WAIT_S / 0.05)):
        if run.timebase.is_file() or stop.wait(0.05):
            break
    if not run.timebase.is_file():
        raise NotReadyError(f"no exercise is running: {run.timebase} is not there")
    return read_timebase(run.timebase)
