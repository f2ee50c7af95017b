"""Stripe and header: exercise, name, pages, national level, what is known when, heartbeat, clock."""

from dataclasses import dataclass
from typing import Final

from data.domain.roll_up import RollUp, roll_up
from data.domain.situation import Situation
from data.i18n import Words
from layers.markup import Node, el
from layers.panels.order import national_level
from layers.panels.status import level_img, sign_img


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page that the header leads to."""

    key: str
    href: str


PAGES: Final = (PageLink("page_duty", "/"), PageLink("page_wall", "/wall"), PageLink("page_data", "/data"))
NATIONAL_PX: Final = 34


def draw_stripe(situation: Situation, words: Words) -> list[Node]:
    """The black and white stripe of an exercise; nothing in live operation."""
    if situation.mode != "exercise":
        return []
    scenario = situation.exercise.scenario if situation.exercise else ""
    text = words.t("exercise_simulated", scenario=_scenario(scenario, words))
    left = el("Span", el("B", words.t("exercise")), f" · {text}", className="plate")
    return [left, el("Span", f"{words.t('exercise')} · {words.t('exercise_not_operational')}", className="plate right")]


def _scenario(scenario: str, words: Words) -> str:
    key = f"scenario_{scenario.replace('-', '_')}"
    return words.t(key) if words.has(key) else scenario


def draw_brand(words: Words) -> Node:
    """Name of the product."""
    return el("B", words.t("brand"))


def draw_nav(words: Words, here: str) -> list[Node]:
    """Links to the pages that exist; `here` is the key of the present one."""
    return [_link(page, words, here) for page in PAGES]


def _link(page: PageLink, words: Words, here: str) -> Node:
    return el("A", words.t(page.key), href=page.href, aria_current="page" if page.key == here else None)


def draw_national(situation: Situation, words: Words, theme: str) -> list[Node]:
    """The worst level, and how many sections stand at each raised level and without data."""
    state = roll_up(situation.sections)
    level = national_level(state)
    lines = el("Div", el("B", words.level(level)), el("Span", roll_up_text(state, words)), className="two-lines")
    return [level_img(theme, level, NATIONAL_PX), lines]


def roll_up_text(state: RollUp, words: Words) -> str:
    """`worst of 12 · 1 high · 2 elevated · 1 no data`; routine ones are counted where nothing is raised."""
    raised = [words.n(f"count_level_{level}", number) for level, number in state.counts.items() if level]
    unknown = [words.n("count_unknown", state.unknown)] if state.unknown else []
    routine = [words.n("count_level_0", state.counts.get(0, 0))] if not raised and state.total else []
    return " · ".join([words.n("worst_of", state.total), *raised, *unknown, *routine])


def draw_known(situation: Situation, words: Words) -> Node:
    """As of when the picture is."""
    version = words.t("version_of", version=words.number(situation.version))
    return _two_lines(words.t("as_known_now"), words.t("picture_at", time=words.clock(situation.as_of)), version)


def draw_beat(words: Words, theme: str) -> list[Node]:
    """The heartbeat; its age is written by the page, which shows one of the two states."""
    live = el("B", words.t("screen_live"), className="when-live")
    lost = el("B", words.t("screen_lost"), className="when-lost")
    lines = el("Div", live, lost, el("Span", id="beat-text"), className="two-lines")
    return [
        el("Span", sign_img(theme, "beat", 26), className="when-live"),
        el("Span", sign_img(theme, "closed", 26), className="when-lost"),
        lines,
    ]


def draw_clock(situation: Situation, words: Words) -> list[Node]:
    """Date and zone beside the clock that the page keeps."""
    zone = words.t("exercise_time" if situation.mode == "exercise" else "minsk_time")
    clock = el("Span", el("Span", id="clock-time"), el("Small", id="clock-seconds"), className="clock")
    return [clock, _two_lines(words.date(situation.as_of), zone)]


def _two_lines(first: str, second: str, title: str | None = None) -> Node:
    return el("Div", el("B", first), el("Span", second), className="two-lines", title=title)
