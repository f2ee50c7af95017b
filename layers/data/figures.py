"""Head figures: states of feeds, whose data are missing, agencies below target, rows of the last 24 hours."""

from data.domain.moment import Moment
from data.domain.situation import Situation
from data.i18n import Words
from data.warning.punctuality import COMPLETENESS_TARGET, TIMELINESS_TARGET
from layers.data.tally import Silence, Tally, Target, tally
from layers.data.texts import UNKNOWN
from layers.markup import Child, Node, el
from layers.panels.status import age, feed_img

NAMED = 3
"""So many agencies are named; the others are counted."""


def draw_figures(situation: Situation, words: Words, theme: str) -> list[Node]:
    """Five figures, each with its number, unit and note."""
    counted = tally(situation.feeds, situation.as_of)
    figures = [
        _silent(counted, words, situation.as_of),
        _states(counted, words, theme),
        _target(counted.completeness, "completeness", COMPLETENESS_TARGET, words),
        _target(counted.timeliness, "timeliness", TIMELINESS_TARGET, words),
        _rows(counted, words),
    ]
    return [el("H2", words.t("data_figures"), id="data-figures-title", className="visually-hidden"), *figures]


def _figure(name: str, words: Words, value: list[Child], note: list[Child]) -> Node:
    return el(
        "Div",
        el("H3", words.t(f"data_figure_{name}")),
        el("P", *value, className="value"),
        el("P", *note, className="note"),
        className=f"figure figure-{name}",
        key=name,
    )


def _silent(counted: Tally, words: Words, now: Moment) -> Node:
    """Whose data are missing, since when, and whether it is getting better."""
    if not counted.silent:
        return _figure("silent", words, [el("B", words.t("data_none_missing"))], [_trend(counted, words)])
    number = el("B", words.n("data_agencies", len(counted.silent)), className="trouble")
    named = [_named(silence, words, now) for silence in counted.silent[:NAMED]]
    more = len(counted.silent) - NAMED
    rest = [el("Span", words.n("feeds_more", more), title=_others(counted, words))] if more > 0 else []
    return _figure("silent", words, [number, *named, *rest], [_trend(counted, words)])


def _named(silence: Silence, words: Words, now: Moment) -> Node:
    since: Child = age(words, silence.since, now) if silence.since is not None else UNKNOWN
    name = el("B", words.short(silence.agency), title=words.name(silence.agency))
    return el("Span", name, " ", since, className="named")


def _others(counted: Tally, words: Words) -> str:
    return ", ".join(words.short(silence.agency) for silence in counted.silent[NAMED:])


def _trend(counted: Tally, words: Words) -> Child:
    now = words.n("data_feeds_missing", counted.troubled)
    if counted.troubled_before is None:
        return now
    return f"{now}, {words.t('data_a_day_ago', n=words.number(counted.troubled_before))}"


def _states(counted: Tally, words: Words, theme: str) -> Node:
    total = sum(counted.states.values())
    listed = [
        el(
            "Span",
            feed_img(theme, state),
            el("B", words.number(number)),
            f" {words.t(f'feed_{state}')}",
            className="state-count",
        )
        for state, number in counted.states.items()
    ]
    return _figure("states", words, [el("B", words.n("data_feeds", total))], [*listed])


def _target(target: Target, name: str, least: float, words: Words) -> Node:
    """Agencies below a target; without a single report due there is no figure."""
    goal = words.t(f"data_goal_{name}", share=words.percent(least))
    if not target.rated:
        return _figure(name, words, [el("B", UNKNOWN)], [words.t("data_no_report_due")])
    look = "trouble" if target.below else None
    number = words.t("n_of_m", n=words.number(len(target.below)), m=words.number(target.rated))
    named = ", ".join(words.short(agency) for agency in target.below[:NAMED])
    more = words.n("feeds_more", len(target.below) - NAMED) if len(target.below) > NAMED else None
    value = el("Span", " ".join(filter(None, (named, more))), className="named")
    return _figure(name, words, [el("B", number, className=look), value], [goal])


def _rows(counted: Tally, words: Words) -> Node:
    rejected = el("B", words.number(counted.rejected), className="trouble" if counted.rejected else None)
    note: list[Child] = [rejected, f" {words.t('data_rejected')}", " · "]
    note += [el("B", words.number(counted.dropped)), f" {words.t('data_personal_dropped')}"]
    return _figure("rows", words, [el("B", words.number(counted.accepted)), f" {words.t('data_used')}"], note)
