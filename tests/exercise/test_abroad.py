"""Queues at the neighbours' crossing points move with what goes on at ours."""

from data.domain.moment import DAY, HOUR
from data.exercise.abroad import MOST, pressure, standing, wait_min
from data.exercise.answers import Question, answer
from data.exercise.answers.gpk_queue import archive
from data.feeds import all_feeds
from data.feeds.contract import Context


def test_the_surge_is_felt_abroad_and_later(world):
    before = world.scenario.moment(-6)
    surge = world.scenario.moment(40)
    assert pressure(world, before) < 1.5 < pressure(world, surge) <= MOST
    day = [standing(world, "PL-UA-medyka", "trucks", before - h * HOUR) for h in range(24)]
    peak = [standing(world, "PL-UA-medyka", "trucks", surge + h * HOUR) for h in range(24)]
    assert sum(peak) > 1.5 * sum(day)


def test_each_crossing_point_has_a_level_of_its_own(world):
    at = world.scenario.moment(10)
    assert len({standing(world, n.place, "trucks", at) for n in world.reference.neighbours}) > 8


def test_a_wait_grows_with_the_queue(world):
    moments = [world.scenario.moment(h) for h in range(0, 60, 3)]
    order = sorted(moments, key=lambda m: standing(world, "PL-UA-medyka", "cars", m))
    waits = [wait_min(world, "PL-UA-medyka", "cars", m) for m in order]
    assert waits == sorted(waits)


def test_the_committee_counts_more_than_the_electronic_queue(world):
    now = world.scenario.moment(32)
    queue = world.traffic["BY-PL-01"].queues["cars"]
    page = answer(world, "gpk_queue", Question("situation-at-the-border", now))
    report = all_feeds()["gpk_queue"].parse(page.body, Context(world.reference, "live", now))
    counted = {(o.place, o.metric): o.value for o in report.observations}["BY-PL-01", "queue_cars"]
    assert queue.come_by(now) - queue.sent_by(now) <= counted <= 1000


def test_the_archive_of_a_day_that_is_over_has_twelve_items_and_of_today_those_that_have_come(world):
    now = world.scenario.begins + DAY // 2
    ask = all_feeds()["gpk_queue"].requests(world.reference, now)[1]
    yesterday = all_feeds()["gpk_queue"].requests(world.reference, now - DAY)[1]
    for one, expected in ((yesterday, 12), (ask, None)):
        found = answer(world, "gpk_queue", Question(one.path.lstrip("/"), now, {}, one.body))
        report = all_feeds()["gpk_queue"].parse(found.body, Context(world.reference, one.name, now))
        times = {o.valid_to for o in report.observations}
        assert all(moment <= now for moment in times)
        assert expected is None or len(times) == expected


def test_who_asks_for_what_there_is_not_gets_what_the_real_one_gives(world):
    now = world.scenario.begins
    assert answer(world, "pl_kas_waits", Question("", now, {}, b"<jednostka>narnia</jednostka>")).body == b"blad"
    assert answer(world, "gpk_queue", Question("local/ajax/order-archive.php", now, {}, b"ppr=narnia&date=x")) is None
    assert answer(world, "ua_mindev_echerha", Question("api/v4/workload/4", now)) is None
    assert answer(world, "ua_dpsu_queues", Question("", now)) is None


def test_an_archive_of_a_day_that_no_calendar_has_is_not_there(world):
    for day in ("01.01.0001", "31.02.2026", "x"):
        assert archive(world, "brest", day, world.scenario.moment(10)) is None
