"""What international organisations publish: people on the move, displaced people, refugees. All of it invented."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import orjson

from data.domain.moment import DAY, HOUR, MINSK, Moment, local
from data.exercise.answers.contract import CSV, JSON, Answer, Question, whole
from data.exercise.hours import MINSK_OFFSET_S
from data.exercise.world import World

FLOW_DAYS: Final = 4
PUBLISHED_AFTER_S: Final = 10 * HOUR
"""Counts of a day come in the forenoon of the next."""
WOMEN, CHILDREN = 0.38, 0.21
"""Shares of those who move."""
DISPLACED: Final = {"UKR": 3_700_000}
RECORDED: Final = 5_800_000
HOSTS: Final = {"Poland": 0.17, "Belarus": 0.007, "Lithuania": 0.008, "Latvia": 0.008}
_TAGS: Final = "#loc+code,#date+start,#date+end,#date+reported,#affected+in,#affected+in+f,#affected+in+children"


def flows(world: World, now: Moment) -> bytes:
    """Arrivals of the last days by border section, with hashtags."""
    lines = ["Section,From,To,Reported,In,Women and girls,Children", _TAGS, *_flow_lines(world, now)]
    return ("\r\n".join(lines) + "\r\n").encode()


def _flow_lines(world: World, now: Moment) -> Iterator[str]:
    midnight = (now + MINSK_OFFSET_S) // DAY * DAY - MINSK_OFFSET_S
    ends = [midnight - back * DAY for back in range(FLOW_DAYS)]
    for end in (end for end in ends if end + PUBLISHED_AFTER_S <= now and end - DAY >= world.hours.first):
        day = slice(world.hours.index(end - DAY), world.hours.index(end - DAY) + 24)
        dates = [local(moment, MINSK).date().isoformat() for moment in (end - DAY, end)]
        for section, people in world.people.sections.items():
            came = int(people.arrived[day].sum())
            cells = (section, dates[0], dates[0], dates[1], came, round(came * WOMEN), round(came * CHILDREN))
            yield ",".join(map(str, cells))


def displacement(world: World, question: Question) -> Answer | None:
    """The last monthly rounds of one country; none where there is no operation."""
    if question.path != "v3/displacement/admin0":
        return None
    country = question.query.get("Admin0Pcode", "")
    rows = [_round(country, at, world.hours.first) for at in _months(question.now) if country in DISPLACED]
    return Answer(orjson.dumps({"isSuccess": True, "errorMessages": [], "result": rows}), JSON)


def _months(now: Moment) -> list[Moment]:
    """First days of the last three months that are over by ten days."""
    newest = datetime.fromtimestamp(now - 10 * DAY, UTC)
    firsts = [
        ((newest.year * 12 + newest.month - 1 - back) // 12, (newest.month - 1 - back) % 12 + 1) for back in range(3)
    ]
    return [int(datetime(year, month, 1, tzinfo=UTC).timestamp()) for year, month in firsts]


def _round(country: str, at: Moment, first: Moment) -> dict[str, Any]:
    people = DISPLACED[country] + (at - first) // DAY * 210
    written = datetime.fromtimestamp(at, UTC)
    return {
        "operation": "Exercise",
        "admin0Pcode": country,
        "numPresentIdpInd": people,
        "reportingDate": f"{written:%Y-%m-%dT%H:%M:%S}",
        "yearReportingDate": written.year,
        "monthReportingDate": written.month,
        "roundNumber": written.year * 12 + written.month,
        "displacementReason": "Conflict",
        "numberMales": round(people * 0.43),
        "numberFemales": people - round(people * 0.43),
        "assessmentType": "BA",
    }


def refugees(_world: World, question: Question) -> Answer | None:
    """Totals of the last month by day, or the newest by host country."""
    today = question.now // DAY
    if question.path == "population/get/timeseries":
        series = [{"data_date": _date(day), "individuals": f"{_recorded(day):,}"} for day in range(today - 30, today)]
        return Answer(orjson.dumps({"data": {"timeseries": series}}), JSON)
    if question.path == "population/get/sublocation":
        day = today - 1
        hosts = [
            {"geomaster_name": name, "date": _date(day), "individuals": round(_recorded(day) * share)}
            for name, share in HOSTS.items()
        ]
        return Answer(orjson.dumps({"data": hosts}), JSON)
    return None


def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).date().isoformat()


def _recorded(day: int) -> int:
    return RECORDED + int(np.sin(day / 9) * 4_000) + day % 7 * 150


ANSWERS = {"iom_flows": whole(flows, CSV), "iom_displacement": displacement, "unhcr_arrivals": refugees}
