"""The alert list: what calls for attention, most urgent first; a flood is grouped by place under one banner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from data.domain.moment import MINUTE, Moment
from data.domain.situation import AlertStanding, FeedStanding, Notice, Situation
from data.i18n import Words
from layers.markup import Child, Node, el
from layers.panels.feeds import is_unheard
from layers.panels.status import fact, labelled_age, sign_img

FLOOD_COUNT: Final = 10
"""So many alerts within ten minutes are a flood."""
FLOOD_S: Final = 10 * MINUTE
FLOOD_ROWS: Final = 10
BELOW: Final = {"units": "alert_below_units", "sections": "wall_sections", "indicators": "alert_below_indicators"}
"""Words of what a feed that is down silences, by argument of its notice."""
SIGNS: Final = frozenset({"acknowledged", "returned", "latched", "shelved", "suppressed", "out_of_service"})


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """Alerts shown in one row: the most urgent one speaks, the age is that of the first."""

    alert: AlertStanding
    since: Moment
    count: int


def draw_alerts(situation: Situation, words: Words, theme: str) -> list[Node]:
    """Head and list."""
    recent = flood_size(situation.alerts, situation.as_of)
    groups = (
        grouped(situation.alerts) if recent >= FLOOD_COUNT else [AlertGroup(a, a.since, 1) for a in situation.alerts]
    )
    rows: list[Child] = [_row(group, situation, words, theme) for group in groups]
    if recent >= FLOOD_COUNT:
        rows.insert(0, el("Li", el("B", words.n("alert_flood", recent)), className="banner"))
    listed = el("Ul", *rows, className="alerts") if rows else fact(words.t("no_alerts"))
    return [_head(situation, words), el("Div", listed, className="scroll")]


def flood_size(alerts: Sequence[AlertStanding], now: Moment) -> int:
    """How many alerts began within the last ten minutes."""
    return sum(0 <= now - alert.since < FLOOD_S for alert in alerts)


def grouped(alerts: Sequence[AlertStanding]) -> list[AlertGroup]:
    """One row a place, at most ten; the last one speaks for all that are left."""
    by_place = sorted(alerts, key=lambda a: a.place)
    groups = [_joined(list(same)) for _, same in groupby(by_place, key=lambda a: a.place)]
    groups.sort(key=lambda g: (g.alert.priority, -g.since))
    shown, rest = groups[: FLOOD_ROWS - 1], groups[FLOOD_ROWS - 1 :]
    if not rest:
        return shown
    return [*shown, AlertGroup(rest[0].alert, min(g.since for g in rest), sum(g.count for g in rest))]


def _joined(alerts: list[AlertStanding]) -> AlertGroup:
    first = min(alerts, key=lambda a: (a.priority, -a.since))
    return AlertGroup(first, min(a.since for a in alerts), len(alerts))


def _head(situation: Situation, words: Words) -> Node:
    counts = [
        words.n(f"count_p{priority}", number)
        for priority in (1, 2, 3)
        if (number := sum(a.priority == priority for a in situation.alerts))
    ]
    return el(
        "Div",
        el("H2", words.t("alerts_title"), id="alerts-title"),
        el("Span", words.n("alerts_active", len(situation.alerts)), className="count"),
        el("Span", " · ".join(counts), className="muted push"),
        className="panel-head",
    )


def _row(group: AlertGroup, situation: Situation, words: Words, theme: str) -> Node:
    alert, now = group.alert, situation.as_of
    times = el("B", f" ×{words.number(group.count)}") if group.count > 1 else None
    said = el("Span", what_of(_present(alert, situation), words, now), title=_reason(alert, situation, words))
    below = covered(alert, words)
    covers = el("Span", below, className="covers") if below else None
    what = el("Div", el("B", place_of(alert, words), times), said, covers, className="what")
    state = el(
        "Div",
        el("Span", *_lasting(group, words, now)),
        el("Span", words.t(f"alert_kind_{alert.kind}")),
        className="state",
    )
    state_sign = alert.state if alert.state in SIGNS else "unacknowledged"
    return el(
        "Li",
        el("Span", f"P{alert.priority}", className=f"priority p{alert.priority}"),
        sign_img(theme, state_sign, 14, words.t(f"alert_state_{state_sign}")),
        what,
        state,
        className="alert",
        data_select=alert.place if alert.place and alert.kind != "feed" else None,
        tabIndex=0,
        key=alert.id,
    )


def _lasting(group: AlertGroup, words: Words, now: Moment) -> list[Child]:
    """How long the state lasts, how old a report is, or when a danger begins that lies ahead."""
    if group.since > now:
        return [words.t("from_time", time=words.when(group.since, now))]
    return labelled_age(words, "data_age" if group.alert.kind == "capacity" else "lasting", group.since, now)


def _present(alert: AlertStanding, situation: Situation) -> AlertStanding:
    """The alert in the words of the present picture: its numbers dated if newer ones are shown beside them."""
    notice, feed = alert.notice, _feed_of(alert, situation)
    if feed is not None and feed.state == "partial" and is_unheard(feed):
        return replace(alert, notice=replace(notice, key="alert_feed_unheard"))
    at, newest = notice.args.get("at"), _newest_arrivals(alert.place, situation)
    if not isinstance(at, int) or newest is None or at >= newest:
        return replace(alert, notice=replace(notice, args={k: v for k, v in notice.args.items() if k != "at"}))
    return alert


def _newest_arrivals(place: str, situation: Situation) -> Moment | None:
    section = next((s for s in situation.sections if s.id == place), None)
    return section.arrivals.valid_to if section is not None and section.arrivals is not None else None


def _feed_of(alert: AlertStanding, situation: Situation) -> FeedStanding | None:
    return next((feed for feed in situation.feeds if alert.kind == "feed" and feed.name == alert.place), None)


def _reason(alert: AlertStanding, situation: Situation, words: Words) -> str | None:
    """Why a feed is in trouble, for the tooltip."""
    feed = _feed_of(alert, situation)
    return words.say(feed.reason, situation.as_of) if feed is not None and feed.reason is not None else None


def place_of(alert: AlertStanding, words: Words) -> str:
    """Where: a place's name, a feed's name, an oblast, a number of sections, or the country as a whole."""
    if alert.kind == "feed":
        return words.t(f"feed_{alert.place}")
    oblast, sections = alert.notice.args.get("oblast"), alert.notice.args.get("sections")
    if isinstance(oblast, str):
        return words.name(oblast)
    if alert.place and isinstance(sections, int) and sections > 1:
        return words.n("wall_sections", sections)
    return words.name(alert.place) if alert.place else words.t("country_wide")


def what_of(alert: AlertStanding, words: Words, now: Moment) -> str:
    """What happened, in one line."""
    notice = alert.notice
    if alert.kind in {"level", "proposal"}:
        because = because_of(notice, words, now)
        said = words.say(Notice(notice.key, {"level": notice.args.get("level")}), now)
        return f"{said}: {because}" if because else said
    if alert.kind == "hazard":
        return _hazard(notice, words, now)
    return words.say(notice, now)


def covered(alert: AlertStanding, words: Words) -> str:
    """What a feed that is down silences: `57 alarms below it: 9 units, 12 sections, 36 indicators`; empty for one."""
    counts = {word: alert.notice.args.get(name) for name, word in BELOW.items()}
    there = {word: count for word, count in counts.items() if isinstance(count, int) and count}
    total = sum(there.values())
    if alert.kind != "feed" or total < 2:
        return ""
    parts = ", ".join(words.n(word, count) for word, count in there.items())
    return f"{words.n('alert_feed_below', total)}: {parts}"


def because_of(notice: Notice, words: Words, now: Moment) -> str:
    """The strongest reason in numbers: `arrivals 393, expected 69, at 21:18`; empty where there is none."""
    args = notice.args
    indicator, observed, unit = args.get("indicator"), args.get("observed"), str(args.get("unit") or "count")
    if indicator is None or not isinstance(observed, int | float):
        return ""
    number = words.measured(observed, "count" if unit == "persons" else unit)
    text = f"{_indicator(str(indicator), words)} {number}"
    expected, at = args.get("expected"), args.get("at")
    if isinstance(expected, int | float):
        text = f"{text}, {words.t('expected_number', number=words.number(expected))}"
    return f"{text}, {words.t('at_time', time=words.when(at, now))}" if isinstance(at, int) else text


def _indicator(indicator: str, words: Words) -> str:
    key = f"indicator_{indicator.lower()}"
    return words.t(f"{key}_short") if words.has(f"{key}_short") else words.t(key)


def _hazard(notice: Notice, words: Words, now: Moment) -> str:
    text, expires = words.say(notice, now), notice.args.get("expires")
    return f"{text}, {words.t('until_time', time=words.when(expires, now))}" if isinstance(expires, int) else text
