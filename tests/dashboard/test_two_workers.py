"""Two real workers on one state folder: the two traps that lost updates on screens, and what workers share."""

import threading

import pytest

from tests.dashboard import stage

NEVER = 3600


@pytest.fixture
def fresh(tmp_path):
    return tmp_path, stage.publish(tmp_path, stage.surge())


def test_a_worker_that_lags_loads_the_version_that_another_one_told(fresh):
    """Trap one: told by worker A, fetched from worker B that has not heard the bell."""
    state, first = fresh
    with stage.running(state) as quick, stage.running(state, LISTEN_S=NEVER) as lagging:
        assert lagging.get(f"/board/duty/{first}").status_code == 200
        second = stage.publish(state, stage.changed(stage.surge()))
        stage.wait_until(lambda: quick.get("/version").json()["version"] == second)
        answer = lagging.get(f"/board/duty/{second}")
        assert answer.status_code == 200
        assert answer.json()["known"]["children"][0]["props"]["children"] == [str(second)]
        assert lagging.get("/version").json()["version"] == second


def test_a_version_that_was_loaded_on_demand_is_still_told_to_the_workers_own_viewers(fresh):
    """Trap two: the load on demand must not hide the change from the worker's own watcher."""
    state, first = fresh
    with stage.running(state, HEARTBEAT_S=NEVER) as web:
        told = []
        ready = threading.Event()

        def listen() -> None:
            for _, news in web.events():
                told.append(news["version"])
                ready.set()
                if news["version"] > first:
                    return

        viewer = threading.Thread(target=listen)
        viewer.start()
        assert ready.wait(10)
        second = stage.publish(state, stage.changed(stage.surge()), told=False)
        assert web.get(f"/board/duty/{second}").status_code == 200
        stage.beat(state, second)
        viewer.join(10)
        assert not viewer.is_alive(), "its own viewers were never told"
        assert told[-1] == second


def test_a_board_is_drawn_once_for_both_workers(fresh):
    state, first = fresh
    with stage.running(state, DRAWING_S=0.5) as one, stage.running(state, DRAWING_S=0.5) as other:
        answers = []
        viewers = [
            threading.Thread(target=lambda web=web: answers.append(web.get(f"/board/duty/{first}?lang=en").content))
            for web in (one, other, one, other)
        ]
        for viewer in viewers:
            viewer.start()
        for viewer in viewers:
            viewer.join()
        assert len(set(answers)) == 1
        assert (state / "drawn.log").read_text().splitlines() == [f"{first} duty.en.dark.staff"]


def test_boards_that_are_wanted_are_drawn_before_anybody_is_told(fresh):
    state, first = fresh
    with stage.running(state) as web:
        web.get(f"/board/duty/{first}?lang=en")
        events = web.events()
        next(events)
        second = stage.publish(state, stage.changed(stage.surge()))
        assert next(events)[1]["version"] == second
        drawn = (state / "drawn.log").read_text().splitlines()
        assert f"{second} duty.en.dark.staff" in drawn
        web.get(f"/board/duty/{second}?lang=en&since={first}")
        assert (state / "drawn.log").read_text().splitlines() == drawn


def test_several_workers_on_one_port_serve_and_stop_together(fresh):
    state, first = fresh
    with stage.running(state, WEB_CONCURRENCY=2) as web:
        events = web.events()
        assert next(events)[1]["version"] == first
        workers = {web.get("/metrics").text.partition("\n")[0] for _ in range(30)}
        assert workers
        assert web.stop() < 8
