"""The section list: level, name, since when, seven days, arrivals in 24 h and their ratio to the expected."""

from typing import Final

from data.domain.moment import DAY, Moment
from data.domain.situation import SectionStanding, Situation
from data.i18n import Words
from data.warning import sentence
from layers.charts.sparkline import HEIGHT, WIDTH, sparkline
from layers.markup import Child, Node, el
from layers.panels.order import by_urgency
from layers.panels.status import level_chip, no_data, ratio, reading

COLUMNS: Final = ("level", "section", "since", "days7", "hours24", "times_expected")


def draw_sections(situation: Situation, words: Words, theme: str) -> list[Node]:
    """Head and table of all sections, the most urgent first."""
    head = el(
        "Div",
        el("H2", words.t("sections_title"), id="sections-title"),
        el("Span", words.t("sections_order"), className="muted"),
        el("Span", words.t("sections_note"), className="muted push"),
        className="panel-head",
    )
    rows = [_row(section, words, theme, situation.as_of) for section in by_urgency(situation.sections)]
    body = el("Tbody", *rows) if rows else el("Tbody", el("Tr", el("Td", words.t("no_sections"), colSpan=len(COLUMNS))))
    table = el("Table", _headings(words), body, className="sections", role="grid", aria_labelledby="sections-title")
    return [head, table]


def _headings(words: Words) -> Node:
    cells = [el("Th", words.t(f"column_{name}"), className=f"c-{name}", scope="col") for name in COLUMNS]
    return el("Thead", el("Tr", *cells))


def _row(section: SectionStanding, words: Words, theme: str, now: Moment) -> Node:
    cells = (
        el("Td", level_chip(words, theme, section.level), className="c-level", title=_why(section, words, now)),
        el("Td", el("B", words.name(section.id)), _second_line(section, words), className="c-section"),
        el("Td", _since(section.since, words, now), className="c-since"),
        el("Td", _spark(section, words, theme), className="c-days7"),
        *_numbers(section, words, now),
    )
    name = f"level-{'none' if section.level is None else section.level}"
    return el(
        "Tr", *cells, className=name, data_select=section.id, tabIndex=0, aria_selected="false", key=section.id
    )  # fmt: skip


def _why(section: SectionStanding, words: Words, now: Moment) -> str | None:
    """Rules that argue for the level, in words, and what the assessment could not see."""
    held = [words.say(sentence(reason), now) for reason in section.reasons]
    missing = [f"{_missing(m.kind, m.name, words)}: {words.t(f'reason_{m.why}')}" for m in section.missing]
    return "\n".join([*held, *missing]) or None


def _missing(kind: str, name: str, words: Words) -> str:
    return words.t(f"{kind}_{name.lower()}")


def _second_line(section: SectionStanding, words: Words) -> Child:
    """What the level alone does not say; nothing where all is said."""
    if section.proposed is not None:
        return el("Small", words.t("proposed_level", level=words.level(section.proposed.level)))
    if section.level is None:
        return el("Small", _last_known(section.last_known, words), className="trouble")
    if section.review_due:
        return el("Small", words.t("review_due"), className="act")
    if section.missing:
        return el("Small", words.n("inputs_missing", len(section.missing)), className="trouble")
    return None


def _last_known(level: int | None, words: Words) -> str:
    return words.t("never_known") if level is None else words.t("last_known_level", level=words.level(level))


def _since(moment: Moment, words: Words, now: Moment) -> Node:
    """The clock within the last 24 hours, else the day."""
    text = words.clock(moment) if now - moment < DAY else words.day(moment)
    return el("Time", text, title=f"{words.when(moment, now)}, {words.age(now - moment)}")


def _spark(section: SectionStanding, words: Words, theme: str) -> Child:
    if section.spark is None:
        return no_data(words)
    return el("Img", src=sparkline(section.spark, theme), alt="", width=WIDTH, height=HEIGHT, aria_hidden="true")


def _numbers(section: SectionStanding, words: Words, now: Moment) -> list[Node]:
    """Arrivals and ratio; without arrivals one cell that says so."""
    if section.arrivals is None:
        since = words.t("no_data_since", time=words.when(section.since, now))
        return [el("Td", no_data(words, since), className="c-times_expected", colSpan=2)]
    times = ratio(words, section.ratio, section.arrivals.value, section.expected, stale=section.arrivals.stale)
    return [
        el("Td", reading(words, section.arrivals, now, bare=True), className="c-hours24"),
        el("Td", times, className="c-times_expected"),
    ]
