"""The account of one feed as the store keeps it: its last runs, and rows that were not used, without their texts."""

from collections.abc import Sequence
from typing import Final

from data.domain.moment import Moment
from data.domain.observation import Reject
from data.i18n import Words
from data.store.contract import RunRecord
from layers.data.texts import commonest, reason_text, span, unknown
from layers.markup import Node, el
from layers.panels.status import age, fact

RUNS: Final = 12
REJECTS: Final = 40
"""So many are listed; the sender's file holds all."""

Rejected = tuple[str, Moment, Reject]
"""Feed, when, and what was not used."""


def draw_account(
    feed: str, runs: Sequence[RunRecord], rejects: Sequence[Rejected], words: Words, now: Moment
) -> list[Node]:
    """Last runs and rejected rows, newest first."""
    return [
        el("Section", el("H3", words.t("data_runs_title")), *_runs(runs, words, now), className="block", key="runs"),
        el(
            "Section",
            el("Div", el("H3", words.t("data_rejects_title")), _download(feed, rejects, words), className="block-head"),
            *_rejects(rejects, words, now),
            className="block",
            key="rejects",
        ),
    ]


def _runs(runs: Sequence[RunRecord], words: Words, now: Moment) -> list[Node]:
    if not runs:
        return [fact(words.t("data_never_tried"))]
    names = ("when", "outcome", "took", "used", "rejected", "source")
    head = el("Thead", el("Tr", *(el("Th", words.t(f"data_runs_{name}"), scope="col") for name in names)))
    rows = [_run(record, words, now) for record in runs[:RUNS]]
    return [el("Table", head, el("Tbody", *rows), className="small-table")]


def _run(record: RunRecord, words: Words, now: Moment) -> Node:
    run, receipt = record.run, record.receipt
    failed = run.outcome == "failed"
    reason = reason_text(words, run.reason, run.detail)
    outcome = words.t(f"data_run_{run.outcome}")
    rejected = sum(receipt.rejected.values()) + receipt.conflicts
    reasons = ", ".join(f"{words.number(n)} {reason_text(words, key)}" for key, n in commonest(receipt.rejected))
    used = words.number(receipt.accepted) if run.outcome == "used" else None
    return el(
        "Tr",
        el("Td", words.when(run.ended, now)),
        el(
            "Td",
            el("Span", f"{outcome}: {reason}" if reason else outcome, className="trouble" if failed else None),
            className="wraps",
        ),
        el("Td", span(words, max(0, run.ended - run.started))),
        el("Td", used or unknown(words, "data_nothing_new")),
        el("Td", words.number(rejected) if rejected else None, title=reasons or None),
        el("Td", run.source, className="source", title=run.source or None),
        key=f"run-{record.number}",
    )


def _download(feed: str, rejects: Sequence[Rejected], words: Words) -> Node | None:
    if not rejects:
        return None
    return el(
        "A",
        words.t("data_download"),
        href=f"/api/rejects/{feed}.csv?lang={words.language}",
        download=f"{feed}-rejects.csv",
        className="button push",
        title=words.t("data_download_title"),
    )


def _rejects(rejects: Sequence[Rejected], words: Words, now: Moment) -> list[Node]:
    """File, row, column, reason in words, and the row without its texts."""
    if not rejects:
        return [fact(words.t("data_no_rejects"))]
    names = ("when", "file", "row", "column", "reason")
    head = el("Thead", el("Tr", *(el("Th", words.t(f"data_reject_{name}"), scope="col") for name in names)))
    rows = [row for _, moment, reject in rejects[:REJECTS] for row in _reject(moment, reject, words, now)]
    table = el("Table", head, el("Tbody", *rows), className="small-table rejects")
    more = len(rejects) - REJECTS
    return [table, fact(words.n("data_more_rejects", more))] if more > 0 else [table]


def _reject(moment: Moment, reject: Reject, words: Words, now: Moment) -> list[Node]:
    where = words.t("data_whole_report") if reject.row is None else words.number(reject.row)
    cells = el(
        "Tr",
        el("Td", age(words, moment, now)),
        el("Td", reject.source, className="source", title=reject.source),
        el("Td", where),
        el("Td", el("Code", reject.column) if reject.column else None),
        el("Td", reason_text(words, reject.reason, reject.detail), className="wraps"),
    )
    if not reject.redacted:
        return [cells]
    return [cells, el("Tr", el("Td", el("Code", reject.redacted), colSpan=5), className="redacted")]
