"""An invented situation in which every state of a feed is seen, with everything that the data page shows of it."""

from dataclasses import replace

from data.domain.moment import DAY, HOUR, MINUTE
from data.domain.situation import FeedStanding, Notice, Outage, RunStanding, Situation
from tests.scenes import NOW, scene


def troubled(mode: str = "exercise") -> Situation:
    """The surge, its feeds in all seven states."""
    situation = scene("surge", mode)
    by_name = {feed.name: feed for feed in situation.feeds}
    return replace(situation, feeds=tuple(_dressed(feed) for feed in by_name.values()))


def _dressed(feed: FeedStanding) -> FeedStanding:
    return replace(feed, **DRESS[feed.name])


def _run(ago: int, outcome: str = "used", reason: str = "", source: str = "report") -> RunStanding:
    return RunStanding(NOW - ago, outcome, source, reason)


DRESS = {
    "gpk_equeue": {
        "state": "error",
        "since": NOW - 41 * MINUTE,
        "newest": NOW - 44 * MINUTE,
        "next_due": NOW - 39 * MINUTE,
        "reason": Notice("reason_http_status", {"detail": "500", "source": "info/checkpoint"}),
        "accepted": 41_280,
        "rejected": 37,
        "rejected_by": {"unknown_checkpoint": 30, "bad_time": 7},
        "personal_data_dropped": 9_812,
        "lag_s": 2,
        "completeness": 0.962,
        "timeliness": 0.991,
        "outages": (
            Outage("error", NOW - 41 * MINUTE, None, "http_status"),
            Outage("error", NOW - 9 * DAY, NOW - 9 * DAY + 5 * HOUR, "timeout"),
            Outage("stale", NOW - 21 * DAY, NOW - 20 * DAY, ""),
        ),
        "last_run": _run(MINUTE, "failed", "http_status", "info/checkpoint"),
    },
    "gpk_crossings": {
        "state": "current",
        "since": None,
        "accepted": 2_880,
        "lag_s": 6 * MINUTE,
        "completeness": 1.0,
        "timeliness": 0.97,
        "last_run": _run(12 * MINUTE),
    },
    "gpk_detections": {
        "state": "partial",
        "accepted": 1_420,
        "rejected": 3,
        "rejected_by": {"bad_number": 2, "out_of_bounds": 1},
        "personal_data_dropped": 1,
        "lag_s": 8 * MINUTE,
        "completeness": 0.74,
        "timeliness": 0.86,
        "reason": Notice("reason_partial_units", {"n": 8, "of": 9}),
        "outages": (
            Outage("partial", NOW - 5 * HOUR, None, "partial_units"),
            Outage("partial", NOW - 4 * DAY, NOW - 3 * DAY, "partial_units"),
            Outage("stale", NOW - 16 * DAY, NOW - 15 * DAY, ""),
        ),
        "last_run": _run(8 * MINUTE),
    },
    "mvd_reception": {
        "state": "late",
        "since": NOW - 50 * MINUTE,
        "newest": NOW - 5 * HOUR - 50 * MINUTE,
        "next_due": NOW - 110 * MINUTE,
        "accepted": 324,
        "rejected": 1,
        "rejected_by": {"unknown_place": 1},
        "personal_data_dropped": 6,
        "lag_s": 21 * MINUTE,
        "completeness": 0.95,
        "timeliness": 0.88,
        "last_run": _run(5 * HOUR, source="mvd-18-11.xlsx"),
    },
    "mz_hospital_places": {
        "state": "stale",
        "lag_s": 15 * MINUTE,
        "completeness": 0.58,
        "timeliness": 0.93,
        "outages": (Outage("stale", NOW - 50 * HOUR, None, ""),),
        "last_run": _run(3 * HOUR, "unchanged"),
    },
    "hydromet_night": {
        "state": "manual",
        "since": None,
        "accepted": 7,
        "lag_s": 35 * MINUTE,
        "completeness": 1.0,
        "timeliness": 1.0,
        "last_run": _run(70 * MINUTE, source="manual"),
    },
    "mchs_cap_alerts": {"state": "not_configured", "newest": None, "next_due": None, "since": None},
}
