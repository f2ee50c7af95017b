"""Spoiled answers are wrong in the named way, and no feed takes harm from one."""

from typing import get_args

import pytest

from data.exercise.answers import Answer, Question, all_answers, answer
from data.exercise.answers.workbook import workbook
from data.exercise.plan import FaultKind
from data.exercise.spoiling import HUGE, PLATE, SKEW_S, SPOILERS, spoil
from data.feeds import all_feeds
from data.feeds.contract import Context, FeedError

KINDS = [kind for kind in (*SPOILERS, "wrong_type") if kind != "huge"]


def first_answer(world, name, now):
    ask = all_feeds()[name].requests(world.reference, now)[0]
    return answer(world, name, Question(ask.path.strip("/").partition("?")[0], now, {}, ask.body))


def read(world, name, body, now):
    return all_feeds()[name].parse(body, Context(world.reference, "report", now, exercise=True))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(all_answers()))
def test_a_feed_refuses_a_spoiled_report_or_reads_what_is_good_of_it(world, name, kind):
    now = world.scenario.moment(32)
    spoiled = spoil(kind, first_answer(world, name, now), now)
    try:
        told = repr(read(world, name, spoiled.body, now))
    except FeedError as refusal:
        told = str(refusal)
    assert PLATE not in told


def test_every_kind_is_the_server_s_or_a_spoiler_s():
    of_server = {"status500", "silent", "slow", "off", "clock_skew", "wrong_type"}
    assert {*get_args(FaultKind)} == of_server | SPOILERS.keys()


def test_twice_the_rows_and_another_order_say_the_same(world):
    now = world.scenario.moment(32)
    plain = first_answer(world, "gpk_crossings", now)
    said = set(read(world, "gpk_crossings", plain.body, now).observations)
    for kind in ("duplicate", "out_of_order"):
        spoiled = spoil(kind, plain, now)
        assert spoiled.body != plain.body
        assert set(read(world, "gpk_crossings", spoiled.body, now).observations) == said


def test_a_late_correction_says_something_else_of_an_old_hour(world):
    now = world.scenario.moment(32)
    plain = first_answer(world, "gpk_crossings", now)
    said = read(world, "gpk_crossings", plain.body, now).observations
    more = read(world, "gpk_crossings", spoil("late_correction", plain, now).body, now).observations
    extra = set(more) - set(said)
    oldest = min(o.issued for o in said)
    known = {(o.place, o.metric, o.valid_to): o for o in said if o.issued == oldest}
    assert extra
    for observation in extra:
        assert observation.issued == max(o.issued for o in said)
        assert observation.value == known[observation.place, observation.metric, observation.valid_to].value + 3


@pytest.mark.parametrize("name", ["gpk_crossings", "gpk_detections", "mz_hospital_places"])
def test_a_renamed_column_is_no_report(world, name):
    now = world.scenario.moment(32)
    with pytest.raises(FeedError):
        read(world, name, spoil("renamed_column", first_answer(world, name, now), now).body, now)


def test_a_plate_among_the_numbers_is_counted_and_left_behind(world):
    now = world.scenario.moment(32)
    for name in ("gpk_crossings", "mz_hospital_places"):
        body = spoil("plate_in_comment", first_answer(world, name, now), now).body
        assert PLATE.encode() in body
        assert read(world, name, body, now).personal_data_dropped > 0


def test_a_spoiled_workbook_is_a_workbook(world):
    now = world.scenario.moment(32)
    plain = Answer(workbook(world, now), "")
    assert read(world, "mvd_reception", spoil("plate_in_comment", plain).body, now).personal_data_dropped == 1
    with pytest.raises(FeedError) as refusal:
        read(world, "mvd_reception", spoil("renamed_column", plain).body, now)
    assert refusal.value.reason in {"missing_column", "column_shifted", "unknown_column"}


def misbehave(stand, kind, feed):
    assert stand.client.post("/misbehave", json={"feed": feed, "kind": kind, "for_s": 60.0}).status_code == 200


def test_a_skewed_clock_tells_of_hours_to_come(stand, world):
    good = stand.client.get("/gpk_crossings")
    misbehave(stand, "clock_skew", "gpk_crossings")
    skewed = stand.client.get("/gpk_crossings")
    now = int(stand.clock.time)
    ends = [o.valid_to for o in read(world, "gpk_crossings", skewed.content, now + SKEW_S).observations]
    assert max(ends) > now + SKEW_S - 3 * 3600
    assert skewed.headers["Date"] != good.headers["Date"]
    assert stand.client.get("/hydromet_night").headers["Date"] == good.headers["Date"]


def test_a_huge_body_comes_whole(stand):
    misbehave(stand, "huge", "hydromet_night")
    with stand.client.stream("GET", "/hydromet_night") as response:
        assert int(response.headers["Content-Length"]) == HUGE


def test_a_plate_in_a_title_leaves_the_rest_as_it_is():
    spoiled = spoil("plate_in_comment", Answer(b"<feed><title>x</title><cap:headline>y</cap:headline></feed>", "")).body
    plate = PLATE.encode()
    assert spoiled == b"<feed><title>" + plate + b" x</title><cap:headline>" + plate + b" y</cap:headline></feed>"


def test_hashtags_stay_below_their_header():
    table = b"Place,In\r\n#loc,#affected\r\na,1\r\nb,2\r\n"
    for kind in ("duplicate", "out_of_order"):
        assert spoil(kind, Answer(table, "")).body.startswith(b"Place,In\r\n#loc,#affected\r\n")
    assert spoil("duplicate", Answer(table, "")).body.count(b"#loc") == 1


def test_a_table_of_fractions_holds_a_plate_too():
    assert PLATE.encode() in spoil("plate_in_comment", Answer(b"a,b,c\r\nx,-4.5,y\r\n", "")).body
