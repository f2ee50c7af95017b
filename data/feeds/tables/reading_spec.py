"""Reads a table spec: a feed, or every fault that forbids it, with file, line, key and reason."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from data.domain.observation import Metric
from data.domain.places import Reference
from data.feeds.contract import Feed
from data.feeds.found import all_feeds
from data.feeds.tables.checks import faults_of
from data.feeds.tables.reading import make_feed
from data.feeds.tables.spec import DueTimes, File, Filter, Issued, Labelled, Long, Place, Rows, Spec, Time, Value
from data.reference import Fault
from data.reference.document import line_of, read_document
from data.reference.entries import Entry
from data.reference.shape import shape

NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
LONGEST_NAME: Final = 40
LONGEST_SPEC: Final = 200_000
"""Bytes."""


class SpecError(Exception):
    """A table spec cannot be used; `faults` names every reason."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read_spec(path: Path, reference: Reference, known: Mapping[str, Metric] | None = None) -> Feed:
    """Read one table feed; its name is that of the file.

    Args:
        path: the YAML file.
        reference: places and agencies of the installation, in its mode.
        known: metrics of the product by name; default: those of all feeds.

    Raises:
        SpecError: with every fault.
    """
    entry = _entry(path)
    spec, faults = shape(entry, Spec)
    if spec is None:
        raise SpecError(_once(faults))
    metrics = known_metrics() if known is None else known
    found = tuple(entry.fault(path_, reason, words) for path_, reason, words in faults_of(spec, reference, metrics))
    if found:
        raise SpecError(found)
    return make_feed(path.stem, spec, metrics)


def known_metrics() -> Mapping[str, Metric]:
    """Metrics of the product's own feeds, by name."""
    return {metric.name: metric for feed in all_feeds().values() for metric in feed.metrics}


def _entry(path: Path) -> Entry:
    file = path.name
    if not NAME.fullmatch(path.stem) or len(path.stem) > LONGEST_NAME:
        words = "the file's name names the feed: small letters, digits and underscores, such as mvd_sites.yaml"
        raise SpecError((Fault(file, None, None, "bad_value", words),))
    if path.is_file() and path.stat().st_size > LONGEST_SPEC:
        raise SpecError((Fault(file, None, None, "unreadable", f"longer than {LONGEST_SPEC} bytes"),))
    document, faults = read_document(path.parent, file)
    if document is None or faults:
        raise SpecError(faults)
    if not isinstance(document.values, dict):
        raise SpecError((Fault(file, 1, None, "bad_value", "keys are expected"),))
    return Entry(file, line_of(document.node, ()), document.values, document.node)


def _once(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Of the alternatives that one value could be, the first fault is enough."""
    by_line: dict[tuple[int | None, str], Fault] = {}
    for fault in faults:
        by_line.setdefault((fault.row, _stem(fault.column)), fault)
    return tuple(replace(f, detail=_words(f), column=_stem(f.column) or None) for f in by_line.values())


def _words(fault: Fault) -> str:
    """Plain words for keys that are not there or not known."""
    if fault.reason == "missing_key":
        return "this key must be given"
    if fault.reason != "unknown_key":
        return fault.detail.replace("Input should be a valid tuple", "a list in [ ] is expected")
    like = get_close_matches((fault.column or "").rpartition(".")[2], _keys(), n=1)
    return "there is no such key" + (f"; did you mean {like[0]}?" if like else "")


@cache
def _keys() -> tuple[str, ...]:
    kinds = (Spec, File, Rows, Filter, Place, Time, Issued, Value, Long, Labelled, DueTimes)
    return tuple(sorted({key.name for kind in kinds for key in fields(kind)}))


def _stem(column: str | None) -> str:
    return re.sub(r"\.(?:str|Labelled|int|literal\[.*)(?=\.|$)", "", column or "")
