"""Whether a batch could have been written by a process of ours: nothing in it that the feed's parser would not give."""

import re
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Final, get_args

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.observation import Observation, Reject
from data.domain.places import Reference
from data.feeds.cap_message import CERTAINTIES, LANGUAGE, LONGEST_EVENT, LONGEST_HEADLINE, LONGEST_KEY, URGENCIES
from data.feeds.contract import Feed
from data.feeds.firewall import is_column_detail, is_redacted, known_ids
from data.feeds.personal import key_looks_personal, looks_personal
from data.feeds.reading import EARLIEST, LATEST
from data.feeds.reasons import FeedReason
from data.transport.spool_names import safe_name

if TYPE_CHECKING:
    from data.transport.batch import Batch

REASONS: Final = frozenset(get_args(FeedReason)) | {"in_the_future", "nothing_usable", "our_fault"}
"""Of the feeds, and of the intake that reads a body for them."""
MOST: Final = 10_000_000
"""Rows and counted values; more is not plausible."""
_DIGEST: Final = re.compile(r"(?:[0-9a-f]{64})?")
_DIGITS: Final = re.compile(r"\d{0,8}", re.ASCII)
_WORD: Final = re.compile(r"[a-z]{2,16}(?:_[a-z]{1,16}){0,4}|[А-Яа-яЁёІіЎў]{3,30}")
"""What a parser may say of a column that it does not know."""
_KEY: Final = re.compile(r"[a-z_]{2,40}")


def could_be(batch: "Batch", feed: Feed, reference: Reference) -> bool:
    """Tell whether a batch speaks of the feed's places, units, metrics and times, in known words only."""
    report = batch.report
    columns = {metric.name for metric in feed.metrics}.union(feed.columns)
    known = known_ids(reference, *feed.columns)
    return (
        batch.feed == feed.name
        and _is_attempt(batch, columns)
        and _are_observed(report.observations, feed, reference)
        and report.units <= _units(feed, reference)
        and 0 <= report.personal_data_dropped <= MOST
        and all(_is_reject(reject, columns, feed.places(reference)) for reject in report.rejects)
        and all(_is_shown(reject.redacted, feed, known) for reject in report.rejects)
        and (not report.alerts or not feed.metrics)
        and all(_is_alert(alert, reference) for alert in report.alerts)
    )


def harmless_source(source: str, feed: Feed) -> str:
    """Name of the file that a batch was read from, fit to be kept and shown."""
    return safe_name(source, hide_persons=feed.sensitivity == "personal")


def _are_times(*moments: Moment) -> bool:
    return all(EARLIEST <= moment <= LATEST for moment in moments)


def _is_attempt(batch: "Batch", columns: Container[str]) -> bool:
    return (
        _are_times(batch.started, batch.ended, *([] if batch.stamp is None else [batch.stamp]))
        and batch.started <= batch.ended
        and batch.reason in {"", *REASONS}
        and (batch.detail in columns or _is_harmless(batch.detail) or _is_named(batch, columns))
        and _DIGEST.fullmatch(batch.digest) is not None
    )


def _is_named(batch: "Batch", columns: Container[str]) -> bool:
    """What a parser may say of a column that is not its own."""
    if batch.reason == "personal_column":
        return is_column_detail(batch.detail, columns)
    return _WORD.fullmatch(batch.detail) is not None


def _is_harmless(detail: str) -> bool:
    return _DIGITS.fullmatch(detail) is not None


def _are_observed(observations: Iterable[Observation], feed: Feed, reference: Reference) -> bool:
    metrics = {metric.name: metric for metric in feed.metrics}
    places = feed.places(reference)
    return all(
        o.place in places
        and o.metric in metrics
        and metrics[o.metric].admits(o.value)
        and _are_times(o.valid_from, o.valid_to, o.issued)
        and 0 <= o.valid_to - o.valid_from <= feed.longest_s
        for o in observations
    )


def _units(feed: Feed, reference: Reference) -> frozenset[str]:
    units = {feed.unit_of(place, reference) for place in feed.places(reference)}
    return frozenset(units.union(feed.units(reference), {feed.name}))


def _is_reject(reject: Reject, columns: Container[str], places: Container[str]) -> bool:
    return (
        reject.reason in REASONS
        and (reject.column is None or reject.column in columns)
        and (reject.row is None or 0 < reject.row <= MOST)
        and (reject.detail in places or _is_harmless(reject.detail))
    )


def _is_shown(row: str, feed: Feed, known: Container[str]) -> bool:
    """A row that redaction would leave as it is; of feeds with personal data none at all."""
    return not row or (feed.sensitivity != "personal" and is_redacted(row, known))


def _is_alert(alert: HazardAlert, reference: Reference) -> bool:
    keys = (alert.identifier, alert.sender, *(key for i, s, _ in alert.references for key in (i, s)))
    optional = (moment for moment in (alert.onset, alert.expires) if moment is not None)
    times = (alert.sent, *(sent for _, _, sent in alert.references), *optional)
    texts = [(alert.event, LONGEST_EVENT), *((headline, LONGEST_HEADLINE) for _, headline in alert.headlines)]
    return (
        all(0 < len(key) <= 2 * LONGEST_KEY and not key_looks_personal(key) for key in keys)
        and _are_times(*times)
        and all(len(text) <= longest and not looks_personal(text, names=False) for text, longest in texts)
        and all(LANGUAGE.fullmatch(language) for language, _ in alert.headlines)
        and alert.urgency in URGENCIES
        and alert.certainty in CERTAINTIES
        and reference.section.keys() >= {*alert.places}
        and all(_KEY.fullmatch(warning) for warning in alert.warnings)
    )
