"""What was rejected, as a table for its sender: our own ids, numbers and reasons, and not a word of the report."""

import asyncio
import csv
import io
import re
from collections.abc import Iterable
from typing import Final

from dashboard.access.actor import STAFF, may_see
from dashboard.delivery.exchange import NO_STORE, Reply, Request, refusal
from dashboard.delivery.worker import Worker
from data.domain.moment import Moment, iso, parse_iso
from data.domain.observation import Reject
from data.feeds import feeds_of
from data.i18n import LANGUAGES, Words, load_words
from data.store.contract import StoreReader

PATH: Final = re.compile(r"/api/rejects/([a-z0-9_]{1,60})\.csv")
_NUMBER: Final = re.compile(r"\d{1,15}", re.ASCII)
"""Of a run; a longer one fits into no database."""
COLUMNS: Final = ("at", "feed", "file", "row", "column", "reason", "words", "detail", "redacted")
MOST: Final = 50_000
"""Lines of one table."""
Row = tuple[str, Moment, Reject]


async def rejects(worker: Worker, request: Request) -> Reply:
    """`GET /api/rejects/{feed}.csv?since=&run=&lang=`, for staff."""
    match = PATH.fullmatch(request.path)
    if match is None or match[1] not in feeds_of(worker.settings.running):
        return refusal(404, "unknown_feed")
    if not may_see(worker.actor(request), STAFF):
        return refusal(403, "not_for_visitors")
    run, language = request.query.get("run", ""), request.query.get("lang", "en")
    try:
        since = parse_iso(request.query["since"]) if request.query.get("since") else 0
    except (ValueError, OverflowError):
        return refusal(422, "bad_query")
    if run and not _NUMBER.fullmatch(run):
        return refusal(422, "bad_query")
    number = int(run) if run else None
    if language not in LANGUAGES:
        return refusal(422, "unknown_language")
    body = await asyncio.to_thread(_told, worker, match[1], since, number, language)
    name = f'attachment; filename="rejects-{match[1]}.csv"'.encode()
    return Reply(200, body, ((b"content-type", b"text/csv; charset=utf-8"), (b"content-disposition", name), NO_STORE))


def _told(worker: Worker, feed: str, since: Moment, run: int | None, language: str) -> bytes:
    words = load_words(language, worker.surface.reference)
    rows = worker.pictures.ask(lambda store: rows_of(store, [feed], since, run))
    return table(rows or (), words)


def rows_of(store: StoreReader, feeds: Iterable[str], since: Moment = 0, run: int | None = None) -> tuple[Row, ...]:
    """Rejects of some feeds, newest first."""
    rows = [row for feed in feeds for row in store.quarantine(feed, since, run)]
    return tuple(sorted(rows, key=lambda row: -row[1])[:MOST])


def table(rows: Iterable[Row], words: Words) -> bytes:
    """The rows as CSV in UTF-8 with the mark by which office programs tell it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for feed, at, reject in rows:
        row, column = "" if reject.row is None else reject.row, reject.column or ""
        told = words.t(f"reason_{reject.reason}")
        writer.writerow(
            map(
                _plain, (iso(at), feed, reject.source, row, column, reject.reason, told, reject.detail, reject.redacted)
            )
        )
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> object:
    """A cell that no office program takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
