"""Boards as files: drawn once, whole or not there, swept."""

import fcntl
import threading
import time
from contextlib import contextmanager

from dashboard.delivery.shelf import KEPT_VERSIONS, Shelf


def test_a_board_that_two_workers_ask_for_is_drawn_once(tmp_path):
    drawn = []

    def draw() -> bytes:
        time.sleep(0.2)
        drawn.append(1)
        return b"board " * 200

    def worker() -> None:
        found.append(Shelf(tmp_path, "b").fetch(7, "duty", draw))

    found: list = []
    workers = [threading.Thread(target=worker) for _ in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert len(drawn) == 1
    assert sorted(mine for _, mine in found) == [False, False, False, True]
    assert len({packed for packed, _ in found}) == 1


@contextmanager
def held(lock):
    """The lock of a board, held as by a worker that hangs."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_lock_that_another_worker_does_not_give_back_is_waited_for_only_so_long(tmp_path):
    with held(tmp_path / "7" / "duty.b.lock"):
        start = time.monotonic()
        packed, drawn = Shelf(tmp_path, "b", lock_wait_s=0.3).fetch(7, "duty", lambda: b"board " * 200)
        assert time.monotonic() - start >= 0.3
    assert drawn
    assert Shelf(tmp_path, "b").find(7, "duty") == packed


def test_a_board_that_two_draw_without_a_lock_is_whole(tmp_path):
    shelf = Shelf(tmp_path, "b", lock_wait_s=0)
    with held(tmp_path / "7" / "duty.b.lock"):
        both = [threading.Thread(target=shelf.fetch, args=(7, "duty", lambda: b"board " * 200)) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    found = shelf.find(7, "duty")
    assert found is not None
    assert found.plain == b"board " * 200


def test_a_board_is_found_in_all_its_forms(tmp_path):
    made, _ = Shelf(tmp_path, "b").fetch(7, "duty", lambda: b"board " * 200)
    assert Shelf(tmp_path, "b").find(7, "duty") == made


def test_a_board_whose_plain_form_is_missing_does_not_count(tmp_path):
    shelf = Shelf(tmp_path, "b")
    shelf.fetch(7, "duty", lambda: b"board " * 200)
    (tmp_path / "7" / "duty.b.json").unlink()
    assert shelf.find(7, "duty") is None


def test_a_new_build_draws_anew(tmp_path):
    Shelf(tmp_path, "old").fetch(7, "duty", lambda: b"old")
    assert Shelf(tmp_path, "new").fetch(7, "duty", lambda: b"new")[0].plain == b"new"


def test_only_the_newest_versions_are_kept(tmp_path):
    shelf = Shelf(tmp_path, "b")
    for version in range(1, KEPT_VERSIONS + 6):
        shelf.fetch(version, "duty", lambda: b"board")
    shelf.sweep()
    assert sorted(int(p.name) for p in tmp_path.iterdir()) == list(range(6, KEPT_VERSIONS + 6))


def test_a_version_that_is_swept_while_it_is_drawn_is_still_answered(tmp_path):
    def draw() -> bytes:
        for path in (tmp_path / "7").iterdir():
            path.unlink()
        (tmp_path / "7").rmdir()
        return b"board " * 200

    assert Shelf(tmp_path, "b").fetch(7, "duty", draw)[0].plain == b"board " * 200
