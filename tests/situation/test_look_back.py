"""What the last days tell of feeds, also after an exercise was taken up again."""

from contextlib import closing

from data.domain.moment import DAY, HOUR
from data.domain.situation import FeedStanding, Outage
from data.feeds import all_feeds
from data.reference import load, load_standards
from data.running import Running
from data.situation import Before, Setting, look_back, with_past
from data.store import open_store
from data.store.contract import FeedChange, Run

NOW = 1_795_003_200
QUEUE = "gpk_equeue"
REFERENCE = load().for_mode(exercise=True)
FEEDS = all_feeds()
SETTING = Setting(REFERENCE, load_standards(), FEEDS, frozenset(FEEDS), exercise=True)


def judged(folder, asked, begun):
    """Completeness of the queue, known for a day and asked at these moments."""
    units = FEEDS[QUEUE].units(REFERENCE)
    with closing(open_store(Running(folder, "exercise", "belarus"), write=True)) as store:
        store.record_feed_changes([FeedChange(QUEUE, NOW - DAY, "current")])
        for at in asked:
            store.record_run(Run(QUEUE, at, at, "unchanged", "/info"), units)
        return look_back(store, SETTING, NOW, begun)[QUEUE].completeness


def test_an_outage_lasts_only_while_the_state_says_so():
    past = {QUEUE: Before(outages=(Outage("stale", NOW - HOUR, None), Outage("error", NOW - DAY, NOW - HOUR)))}
    shown = {
        state: [o.state for o in with_past([standing(state)], past, {}, NOW)[0].outages]
        for state in ("current", "stale")
    }
    assert shown == {"current": ["error"], "stale": ["stale", "error"]}


def standing(state):
    return FeedStanding(QUEUE, "gpk", state, NOW, None, None, None, (), 300)


def test_an_exercise_is_judged_from_its_beginning(tmp_path):
    assert judged(tmp_path, range(NOW - DAY, NOW + 1, 300), NOW - DAY) == 1.0


def test_the_gap_of_an_outage_counts(tmp_path):
    asked = [at for at in range(NOW - DAY, NOW + 1, 300) if not NOW - 12 * HOUR <= at < NOW - 6 * HOUR]
    assert judged(tmp_path, asked, NOW - DAY) == 0.75


def test_what_came_before_an_exercise_began_is_neither_expected_nor_counted(tmp_path):
    assert judged(tmp_path, range(NOW - DAY, NOW + 1, 300), NOW - HOUR) == 1.0
