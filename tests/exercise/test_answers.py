"""What the agencies answer is read by the feeds without a single reject, and says nothing that is not known yet."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from data.domain.moment import DAY, HOUR
from data.exercise.answers import Question, all_answers, answer
from data.exercise.answers.workbook import workbook
from data.exercise.history import history
from data.exercise.reception import report_moments
from data.feeds import all_feeds
from data.feeds.contract import Context

ASKED = sorted(all_answers())
HOURS = (0.0, 0.1, 13.0, 27.5, 32.23, 47.9, 66.0, 100.0)


def served(world, feed, path, now, body=b""):
    place, _, query = path.lstrip("/").partition("?")
    return answer(world, feed, Question(place, now, dict(parse_qsl(query)), body)).body


def read(world, feed, body, now, source):
    return all_feeds()[feed].parse(body, Context(world.reference, source, now, exercise=True))


def ask(world, feed, path, now):
    """The answer to one request of a feed, as its parser reads it."""
    return read(world, feed, served(world, feed, path, now), now, path)


def reports(world, feed, now):
    """Every report of a feed, also those that others refer to."""
    follow = all_feeds()[feed].follow or (lambda _: ())
    waiting = [(one.path, one.body, one.name) for one in all_feeds()[feed].requests(world.reference, now)]
    found = []
    for path, body, name in waiting:
        told = served(world, feed, path, now, body)
        found.append(read(world, feed, told, now, name))
        waiting += [(address.removeprefix(f"/{feed}"), b"", name) for address in follow(told)]
    return found


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("feed", ASKED)
def test_a_feed_reads_its_agency_without_rejects(world, feed, hour):
    now = world.scenario.moment(hour)
    for report in reports(world, feed, now):
        assert report.rejects == ()
        assert all(o.issued <= now and o.valid_to <= now for o in report.observations)


@pytest.mark.parametrize("feed", ASKED)
def test_every_expected_unit_speaks(world, feed):
    now = world.scenario.moment(10)
    spoken = frozenset().union(*(report.units for report in reports(world, feed, now)))
    assert spoken == set(all_feeds()[feed].units(world.reference))


@pytest.mark.parametrize("feed", ASKED)
def test_the_same_moment_gives_the_same_answer_whenever_it_is_asked(world, feed):
    now = world.scenario.moment(20)
    first = reports(world, feed, now)
    reports(world, feed, now + DAY)
    assert reports(world, feed, now) == first


def test_an_answer_agrees_with_the_history(world):
    past = history(world)
    known = {
        (past.keys[s][0], past.keys[s][1], past.keys[s][2], int(to), int(issued)): value
        for s, to, issued, value in zip(past.series, past.valid_to, past.issued, past.value, strict=True)
        if to > world.scenario.begins - 2 * DAY
    }
    compared = 0
    for feed in ("gpk_detections", "gpk_crossings", "hydromet_night"):
        for report in reports(world, feed, world.scenario.begins):
            for o in report.observations:
                key = (feed, o.place, o.metric, o.valid_to, o.issued)
                compared += key in known
                assert known.get(key, o.value) == o.value
    assert compared > 5000


def test_a_correction_replaces_the_first_issue(world):
    report = next(r for r in world.detections if r.place == "brest-pl" and r.corrections.hours.size)
    hour, at = int(report.corrections.hours[-1]), int(report.corrections.at[-1])
    before = {row.start: row for row in report.known(at - 1)}[int(world.hours.begins[hour])]
    after = {row.start: row for row in report.known(at)}[int(world.hours.begins[hour])]
    assert (before.issued, after.issued) == (int(report.issues.at[hour]), at)
    assert after.values[0] == report.columns["arrived"][hour]
    assert before.values[1:] == after.values[1:]


def test_tables_repeat_two_days_of_whole_hours(world):
    now = world.scenario.moment(20)
    ends = {o.valid_to for o in ask(world, "gpk_detections", "brest.csv", now).observations}
    assert len(ends) == 48
    assert max(ends) <= now
    assert max(ends) - min(ends) == 47 * HOUR


def test_a_silent_body_keeps_answering_with_what_it_had(world):
    early = ask(world, "gpk_detections", "smorgon.csv", world.scenario.moment(28))
    late = ask(world, "gpk_detections", "smorgon.csv", world.scenario.moment(50))
    assert early.observations == late.observations
    assert max(o.valid_to for o in late.observations) == world.scenario.moment(27)


def test_a_body_delivers_its_backlog_when_it_speaks_again(world):
    back = ask(world, "gpk_detections", "smorgon.csv", world.scenario.moment(51.2))
    assert max(o.valid_to for o in back.observations) >= world.scenario.moment(50)


def test_a_workbook_is_read_without_rejects_and_holds_the_sites(world):
    at = int(report_moments(world.hours)[-20])
    report = all_feeds()["mvd_reception"].parse(
        workbook(world, at), Context(world.reference, "reception.xlsx", at + HOUR, exercise=True)
    )
    assert report.rejects == ()
    assert report.units == {site.id for site in world.reference.sites}
    values = {(o.place, o.metric): o for o in report.observations}
    hour = world.hours.index(at) - 1
    people = world.people.sites["bruzgi"]
    assert values["bruzgi", "site_occupied"].value == people.occupied[hour]
    assert values["bruzgi", "site_water_l"].value == 26_000
    assert values["bruzgi", "site_occupied"].issued == at
    moved = values["bruzgi", "site_arrived"].value - values["bruzgi", "site_departed"].value
    assert moved == people.occupied[hour] - people.occupied[hour - 24]


def test_a_workbook_looks_like_an_office_made_it(world):
    import io

    import openpyxl

    at = int(report_moments(world.hours)[-20])
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(world, at))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2][0].startswith("по состоянию на ")
    assert rows[-1][0] == "Итого"
    assert rows[-1][2] == sum(row[2] for row in rows[6:-1])
    assert rows[6][7].endswith(",0")
    assert len(sheet.merged_cells.ranges) > 6


def test_plates_look_like_none(world):
    now = world.scenario.moment(32)
    checkpoint = world.reference.crossing["BY-PL-01"].queue_checkpoint_id
    body = answer(world, "gpk_equeue", Question("info/monitoring-new", now, {"checkpointId": checkpoint})).body
    import json
    import re

    lists = [value for value in json.loads(body).values() if isinstance(value, list)]
    plates = [vehicle["regnum"] for vehicles in lists for vehicle in vehicles]
    assert len(plates) > 100
    assert all(re.fullmatch(r"EX-\d{4}", plate) for plate in plates)


def test_a_queue_and_its_list_and_its_statistics_agree(world):
    now = world.scenario.moment(32.4)
    values = {(o.place, o.metric): o.value for report in reports(world, "gpk_equeue", now) for o in report.observations}
    for crossing in all_feeds()["gpk_equeue"].units(world.reference):
        waiting = sum(values[crossing, f"waiting_{kind}"] for kind in ("cars", "trucks", "buses"))
        assert values[crossing, "listed_live"] == waiting
        queue = world.traffic[crossing].queues["cars"]
        assert values[crossing, "sent_cars_24h"] == queue.sent_by(now) - queue.sent_by(now - DAY)


def test_the_queue_moves_between_whole_hours(world):
    moments = [world.scenario.moment(30) + n * 300 for n in range(12)]
    queue = world.traffic["BY-PL-01"].queues["cars"]
    assert len({(queue.come_by(m), queue.sent_by(m)) for m in moments}) == 12


def test_an_unknown_path_is_no_answer(world):
    now = world.scenario.begins
    for feed, path in (
        ("gpk_equeue", "info/secret"),
        ("gpk_equeue", "info/monitoring-new"),
        ("gpk_detections", "atlantis.csv"),
        ("gpk_detections", "grodno"),
        ("gpk_crossings", "more"),
        ("mvd_reception", ""),
        ("nobody", ""),
    ):
        assert answer(world, feed, Question(path, now)) is None


def test_after_its_last_hour_the_exercise_falls_silent(world):
    late = world.hours.last + 10 * DAY
    report = ask(world, "gpk_detections", "grodno.csv", late)
    assert report.rejects == ()
    assert max(o.valid_to for o in report.observations) == world.hours.last


def test_cold_nights_are_foretold_and_then_measured(world):
    values = {
        o.valid_to: o.value
        for o in ask(world, "hydromet_night", "", world.scenario.moment(40)).observations
        if o.place == "BY-HR"
    }
    assert values[world.scenario.moment(38)] == -7.1
    assert -7.0 in values.values()


def test_values_are_within_the_bounds_of_their_metrics(world):
    past = history(world)
    feeds = all_feeds()
    sizes = np.bincount(past.series, minlength=len(past.keys))
    ends = np.cumsum(sizes)
    for (feed, _, name, _), begin, end in zip(past.keys, ends - sizes, ends, strict=True):
        metric = feeds[feed].metric(name)
        values = past.value[begin:end]
        assert metric.low <= values.min() <= values.max() <= metric.high
