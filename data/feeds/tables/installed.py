"""All feeds of one installation: those of the product, and the table feeds of its deployment and its state folder."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from data.domain.observation import Metric
from data.domain.places import Reference
from data.feeds.contract import Feed
from data.feeds.found import all_feeds
from data.feeds.tables.reading_spec import SpecError, known_metrics, read_spec
from data.reference import Fault, reference_of, tables_of
from data.reference.installation import SITES
from data.running import Running

LOG: Final = logging.getLogger("mezha.tables")


def feeds_of(run: Running) -> Mapping[str, Feed]:
    """Every feed by name. A spec with faults is logged once, and its feed is absent; it stops nothing."""
    return _feeds(run, _marks(run))


@lru_cache(maxsize=8)
def _feeds(run: Running, _marks: tuple[object, ...]) -> Mapping[str, Feed]:
    """Read anew only when a file has changed."""
    feeds, faults = _read(run)
    for folder, fault in faults:
        LOG.error("table feed not used: %s/%s", folder, fault)
    return feeds


def _marks(run: Running) -> tuple[object, ...]:
    """What changes when a spec or a local site does."""
    marks: list[object] = []
    for path in (*specs_of(run), run.state / SITES):
        with suppress(OSError):
            found = path.stat()
            marks.append((str(path), found.st_mtime_ns, found.st_size))
    return tuple(marks)


def table_faults(run: Running) -> tuple[str, ...]:
    """Every fault of every table spec, as `folder/file:line key: reason (words)`."""
    return tuple(f"{folder}/{fault}" for folder, fault in _read(run)[1])


def specs_of(run: Running) -> tuple[Path, ...]:
    """Spec files of the deployment, then of the state folder, by name."""
    folders = (tables_of(run.deployment), run.tables)
    return tuple(path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml")))


def _misnamed(run: Running) -> Iterator[Path]:
    folders = (tables_of(run.deployment), run.tables)
    return (path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yml")))


def words_of(reference: Reference, feeds: Mapping[str, Feed]) -> Reference:
    """The reference with the words and names that table feeds bring, for screens."""
    texts = {key: names for feed in feeds.values() for key, names in feed.texts.items()}
    others = {id_: names for feed in feeds.values() for id_, names in feed.names.items()}
    return replace(reference, texts=texts, others=others)


def _read(run: Running) -> tuple[Mapping[str, Feed], tuple[tuple[Path, Fault], ...]]:
    reference, known = reference_of(run), dict(known_metrics())
    feeds, faults = dict(all_feeds()), list[tuple[Path, Fault]]()
    faults += [
        (path.parent, Fault(path.name, None, None, "bad_value", "specs end in .yaml")) for path in _misnamed(run)
    ]
    for path in specs_of(run):
        try:
            feed = _new_feed(path, feeds, reference, known)
        except SpecError as error:
            faults += [(path.parent, fault) for fault in error.faults]
            continue
        feeds[feed.name] = feed
    return MappingProxyType(dict(sorted(feeds.items()))), tuple(faults)


def _new_feed(path: Path, feeds: Mapping[str, Feed], reference: Reference, known: Mapping[str, Metric]) -> Feed:
    if path.stem in feeds:
        raise SpecError((Fault(path.name, None, None, "duplicate_id", f"there is a feed {path.stem} already"),))
    feed = read_spec(path, reference, known)
    clashes = tuple(_clashes(path, feed, feeds))
    if clashes:
        raise SpecError(clashes)
    return feed


def _clashes(path: Path, feed: Feed, feeds: Mapping[str, Feed]) -> Iterator[Fault]:
    """A new metric of two specs is the same in both; names of places too."""
    others = {metric.name: metric for other in feeds.values() for metric in other.metrics}
    for metric in feed.metrics:
        other = others.get(metric.name)
        if other is not None and (other.unit, other.kind) != (metric.unit, metric.kind):
            words = f"{metric.name} is a {other.kind} in {other.unit} in another table"
            yield Fault(path.name, None, "values", "contradiction", words)
