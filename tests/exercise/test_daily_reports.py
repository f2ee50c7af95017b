"""Assistance, arrivals by air, stocks and staff of an exercise: plausible, read without rejects, moving with it."""

import pytest

from data.domain.moment import DAY, HOUR, local
from data.exercise.answers import Question, all_drops, answer
from data.exercise.assistance import SENT_AFTER_S, day_ends
from data.feeds import all_feeds
from data.feeds.contract import Context


def read(world, feed, now):
    found = answer(world, feed, Question("", now))
    return all_feeds()[feed].parse(found.body, Context(world.reference, "report", now, exercise=True))


def values(report):
    return {(o.place, o.metric, o.valid_to): o.value for o in report.observations}


def test_assistance_is_dropped_once_a_day_and_read_without_rejects(world):
    drop = all_drops()["mz_assistance"]
    begin = world.scenario.begins
    moments = drop.due(world.hours, begin, begin + 3 * DAY)
    assert len(moments) == 3
    assert {(local(at).hour, local(at).minute) for at in moments} == {(0, 0)}
    for at in moments:
        context = Context(world.reference, "assistance.xlsx", at + SENT_AFTER_S, exercise=True)
        report = all_feeds()["mz_assistance"].parse(drop.body(world, at), context)
        assert report.rejects == ()
        assert report.personal_data_dropped == 0
        assert report.units > {site.id for site in world.reference.sites}
        assert {o.valid_to for o in report.observations} == {at}


def test_needs_grow_with_those_who_come_and_are_the_same_whenever_asked(world):
    drop = all_drops()["mz_assistance"]
    ends = day_ends(world.hours)
    context = Context(world.reference, "x", int(ends[-1]) + DAY, exercise=True)

    def identified(at):
        observations = all_feeds()["mz_assistance"].parse(drop.body(world, at), context).observations
        return sum(o.value for o in observations if o.metric.endswith("_identified"))

    before = [int(end) for end in ends if end <= world.scenario.begins][-7:]
    during = [int(end) for end in ends if world.scenario.begins < end <= world.scenario.begins + 4 * DAY]
    assert max(map(identified, during)) > max(map(identified, before))
    assert identified(during[0]) == identified(during[0])


def test_every_day_is_due_exactly_once(world):
    drop = all_drops()["mz_assistance"]
    begin = world.scenario.begins
    stepwise = [
        at for step in range(96) for at in drop.due(world.hours, begin + step * HOUR, begin + (step + 1) * HOUR)
    ]
    assert stepwise == drop.due(world.hours, begin, begin + 96 * HOUR)


def test_more_seats_come_from_hubs_as_the_exercise_nears(world):
    def hub_seats(now):
        found = values(read(world, "aviation_arrivals", now))
        return sum(
            value for (place, name, _), value in found.items() if (place, name) == ("BY-AIR-60", "air_hub_seats")
        )

    assert hub_seats(world.scenario.begins) > 1.4 * hub_seats(world.scenario.begins - 35 * DAY)


def test_stocks_run_short_where_people_come_and_nowhere_else(world):
    def days(hour):
        found = values(read(world, "mchs_stocks", world.scenario.moment(hour)))
        newest = max(to for _, _, to in found)
        return {(place, name): value for (place, name, to), value in found.items() if to == newest and "_days" in name}

    quiet, surge = days(-240), days(70)
    assert len(quiet) == 7 * 5
    assert min(quiet.values()) > 7
    assert surge["BY-HR", "stock_food_days"] < 7 < surge["BY-MA", "stock_food_days"]


@pytest.mark.parametrize("hour", [0, 13, 30, 66])
def test_staff_is_told_each_shift_and_some_are_missing(world, hour):
    found = values(read(world, "gpk_staff", world.scenario.moment(hour)))
    assert {local(to).hour for _, _, to in found} == {8, 20}
    for (place, name, to), planned in found.items():
        if name == "staff_planned":
            assert 0.85 * planned <= found[place, "staff_present", to] <= planned
