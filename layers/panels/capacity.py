"""Capacity of one section: reception sites against their binding limits, crossing points with their queues."""

from collections.abc import Mapping
from typing import Final

from data.domain.moment import Moment
from data.domain.situation import FacilityStanding, Situation
from data.i18n import Words
from data.i18n.numbers import NO_BREAK
from layers.markup import Child, Node, el
from layers.panels.queues import draw_queues
from layers.panels.status import bracketed, bullet, companions, fact, feed_img, labelled_age, no_data, unknown_box

RECEPTION_FEED: Final = "mvd_reception"


def draw_capacity(situation: Situation, words: Words, theme: str, section: str) -> list[Node]:
    """Head, sites and crossing points of a section."""
    agencies = {feed.name: feed.agency for feed in situation.feeds}
    sites = [facility for facility in situation.facilities if facility.section == section]
    head = el(
        "Div",
        el("H2", words.t("capacity_title"), id="capacity-title"),
        el("Span", f"{words.name(section)}, {words.n('sites', len(sites))}", className="muted"),
        el("Span", words.t("capacity_marks"), className="muted push"),
        className="panel-head",
    )
    fullest_first = sorted(sites, key=lambda f: (f.hours_to_full is None, f.hours_to_full or 0, -(f.occupancy or 0)))
    rows = [_site(site, words, theme, agencies, situation.as_of) for site in fullest_first]
    listed = el("Ul", *rows, className="sites") if rows else fact(words.t("no_sites"))
    silent = _silence(situation, words, theme) if sites and not any(s.occupied for s in sites) else None
    return [head, el("Div", silent, listed, draw_queues(situation, words, theme, section), className="scroll")]


def _silence(situation: Situation, words: Words, theme: str) -> Node:
    """No site of the section has ever reported, or every report is lost: said once, with the last one's time."""
    sources = {RECEPTION_FEED, *(f.occupied.source for f in situation.facilities if f.occupied)}
    newest = max((f.newest for f in situation.feeds if f.name in sources and f.newest), default=None)
    when = None if newest is None else words.when(newest, situation.as_of)
    return unknown_box(words, theme, words.t("no_site_report_since", time=when) if when else words.t("no_site_report"))


def _site(site: FacilityStanding, words: Words, theme: str, agencies: Mapping[str, str], now: Moment) -> Node:
    stale = site.occupied is not None and site.occupied.stale
    share = no_data(words) if site.occupancy is None else el("B", bracketed(words.percent(site.occupancy), stale=stale))
    return el(
        "Li",
        el("B", words.name(site.id), className="name"),
        el("Span", share, className="share stale" if stale else "share"),
        el("Span", _of_limit(site, words), className="of"),
        bullet(words, site.occupancy, site.band, stale=stale),
        el("Span", *_note(site, words, theme, agencies, now), className="note"),
        className="site",
        data_select=site.id,
        tabIndex=0,
        key=site.id,
    )


def _of_limit(site: FacilityStanding, words: Words) -> str:
    """`962 / 1 100 people`; what is unknown is named."""
    if site.occupied is None:
        return ""
    limit = words.t("limit_unknown") if site.capacity is None else words.measured(site.capacity.value, "persons")
    return f"{words.number(site.occupied.value)}{NO_BREAK}/ {limit}"


def _note(site: FacilityStanding, words: Words, theme: str, agencies: Mapping[str, str], now: Moment) -> list[Child]:
    """Full in, limit, age and source: what is known of them."""
    parts: list[Child] = []
    if site.hours_to_full is not None:
        parts += [el("B", full_in(site.hours_to_full, words)), " · "]
    if site.incomplete:
        parts.append(el("Span", feed_img(theme, "partial"), title=words.t("limit_incomplete")))
    parts.append(
        words.t("limit_of", resource=words.t(f"resource_{site.binding}")) if site.binding else words.t("limit_unknown")
    )
    if site.occupied is None:
        return [*parts, " · ", el("Span", words.t("no_report_short"), className="trouble")]
    when = el(
        "Span",
        *labelled_age(words, "data_age", site.occupied.valid_to, now),
        title=companions(words, site.occupied, now),
    )
    agency = agencies.get(site.occupied.source)
    return [*parts, " · ", when, f" · {words.short(agency)}" if agency else None]


def full_in(hours: float, words: Words) -> str:
    """`full in 8 h`; beyond a week no number is given."""
    if hours <= 0:
        return words.t("full_now")
    if hours > 168:
        return words.t("not_full_within_week")
    return words.t("full_in", time=words.measured(round(hours), "hours"))
