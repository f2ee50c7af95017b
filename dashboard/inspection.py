"""What `check` validates and `feeds` lists."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from dashboard.settings import load_settings
from data import reference
from data.domain.moment import iso
from data.feeds import all_feeds, feeds_of, table_faults
from data.i18n import LANGUAGES, CatalogueError, read_catalogue
from data.indicators import all_indicators
from data.ingest import mode_of_running, places_of
from data.running import Running, SettingsError, running
from data.situation import configured_feeds
from data.store import open_store, store_exists
from data.transport.sources import SourceError, load_sources
from data.warning import feed_standings


def inspect() -> tuple[str, ...]:
    """All faults of settings, reference data, catalogues, local sites, table feeds and sources.

    Each names file, row or key, and reason.
    """
    return (*_settings(), *_reference(), *_catalogues(), *_tables(), *_sources())


def list_feeds(mode: str | None) -> list[dict[str, Any]]:
    """Every feed with agency, format, cycle in seconds and present state."""
    run = running(mode=mode or mode_of_running(running()))
    feeds = feeds_of(run)
    sources = load_sources(run.sources, feeds)
    records, now = {}, int(time.time())
    if store_exists(run):
        with closing(open_store(run, write=False)) as store:
            now = store.timebase().now(time.time())
            records = dict(store.feed_records(now))
    places = places_of(run)
    standings = feed_standings(feeds, records, now, places, configured_feeds(sources, records))
    return [
        {
            "name": s.name,
            "agency": s.agency,
            "format": s.format,
            "cycle_s": s.cycle_s,
            "state": s.state,
            "newest": None if s.newest is None else iso(s.newest),
            "age_s": None if s.newest is None else max(0, now - s.newest),
            "reason": None if s.reason is None else s.reason.key,
            "mode": run.mode,
        }
        for s in standings
    ]


def _settings() -> Iterator[str]:
    try:
        load_settings()
    except SettingsError as error:
        yield f"environment: {error}"


def _reference() -> Iterator[str]:
    deployment = running(mode="live").deployment
    for fault in reference.check(deployment, indicators=all_indicators().keys(), feeds=all_feeds().keys()):
        yield f"data/reference/{deployment}/{fault}"


def _catalogues() -> Iterator[str]:
    keys: dict[str, set[str]] = {}
    for language in LANGUAGES:
        try:
            keys[language] = set(read_catalogue(language))
        except CatalogueError as error:
            yield f"data/locales/{error}"
    every = set().union(*keys.values())
    for language, known in keys.items():
        for key in sorted(every - known):
            yield f"data/locales/{language}.po: {key}: missing"


def _tables() -> Iterator[str]:
    """Of the state folder's sites and of all table feeds; of both modes, each fault once."""
    runs = [running(mode=mode) for mode in ("exercise", "live")]
    yield from (f"{runs[0].state}/{fault}" for fault in reference.local_sites(runs[0])[1])
    yield from dict.fromkeys(fault for run in runs for fault in table_faults(run))


def _sources() -> Iterator[str]:
    for mode in ("live", "exercise"):
        run: Running = running(mode=mode)
        try:
            load_sources(run.sources, feeds_of(run))
        except SourceError as error:
            yield f"{run.sources}: {error}"
