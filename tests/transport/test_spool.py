"""The spool loses nothing, takes nothing half, and keeps no personal body."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.transport import Spool, TransportError
from data.transport.spool_names import fresh_name, safe_name, taken_at, told_name

OPEN, PERSONAL = "mvd_reception", "gpk_equeue"


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool", quiet_s=0)


def drop(spool, feed, name, body=b"body", age=60.0):
    path = spool.folder(feed) / name
    path.write_bytes(body)
    os.utime(path, (time.time() - age,) * 2)
    return path


def files_under(folder):
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def test_a_delivered_report_waits_whole(spool):
    told = spool.deliver(OPEN, "svodka.xlsx", b"body")
    (waiting,) = spool.pending(OPEN)
    assert waiting == told
    assert (waiting.name, waiting.feed, waiting.read()) == ("svodka.xlsx", OPEN, b"body")


def test_two_reports_of_one_name_are_both_kept_in_order(tmp_path):
    walls = iter([1000.0, 1001.0, 1002.0])
    spool = Spool(tmp_path, wall=lambda: next(walls))
    spool.deliver(OPEN, "a.xlsx", b"1")
    spool.deliver(OPEN, "a.xlsx", b"2")
    assert [file.read() for file in spool.pending(OPEN)] == [b"1", b"2"]


def test_dropped_files_are_taken_oldest_first_and_once(spool):
    for age in (10, 90, 50, 70, 30):
        drop(spool, OPEN, f"{age}.xlsx", age=age)
    first = spool.pending(OPEN)
    assert [file.name for file in first] == ["90.xlsx", "70.xlsx", "50.xlsx", "30.xlsx", "10.xlsx"]
    assert spool.pending(OPEN) == first
    for file in first:
        spool.done(file)
    assert spool.pending(OPEN) == ()


def test_a_copy_that_is_still_growing_is_left_alone(tmp_path):
    spool = Spool(tmp_path / "spool", quiet_s=2)
    path = drop(spool, OPEN, "a.xlsx", age=0)
    assert spool.pending(OPEN) == ()
    os.utime(path, (time.time() - 3,) * 2)
    assert len(spool.pending(OPEN)) == 1


@pytest.mark.parametrize("name", [".hidden.xlsx", "a.xlsx.part", "a.TMP", "~$a.xlsx", "a.xlsx~", ".~lock.a#"])
def test_unfinished_and_hidden_names_are_left_alone(name, spool):
    drop(spool, OPEN, name)
    assert spool.pending(OPEN) == ()


def test_links_and_folders_are_left_alone(spool, tmp_path):
    (tmp_path / "secret").write_text("x")
    (spool.folder(OPEN) / "link.xlsx").symlink_to(tmp_path / "secret")
    (spool.folder(OPEN) / "folder.xlsx").mkdir()
    os.mkfifo(spool.folder(OPEN) / "pipe.xlsx")
    assert spool.pending(OPEN) == ()


def test_a_read_report_is_kept_and_a_rejected_one_with_its_reason(spool, tmp_path):
    good, bad = spool.deliver(OPEN, "good.xlsx", b"1"), spool.deliver(OPEN, "bad.xlsx", b"2")
    spool.done(good)
    spool.rejected(bad, "column_shifted")
    folder = tmp_path / "spool" / OPEN
    assert [p.read_bytes() for p in (folder / "done").iterdir()] == [b"1"]
    assert {p.read_bytes() for p in (folder / "rejected").iterdir()} == {b"2", b"column_shifted\n"}
    assert spool.pending(OPEN) == ()


@pytest.mark.parametrize("finish", [lambda s, f: s.done(f), lambda s, f: s.rejected(f, "not_json")])
def test_a_personal_body_is_deleted_either_way(finish, spool, tmp_path):
    drop(spool, PERSONAL, "poll.json", b"1234 AB-7")
    (file,) = spool.pending(PERSONAL)
    finish(spool, file)
    assert files_under(tmp_path) == []


def test_finishing_twice_does_no_harm(spool):
    file = spool.deliver(OPEN, "a.xlsx", b"1")
    spool.done(file)
    spool.done(file)
    spool.rejected(file, "gone")
    with pytest.raises(TransportError) as caught:
        file.read()
    assert caught.value.reason == "gone"


def test_a_batch_is_told_apart_and_not_kept(spool, tmp_path):
    spool.deliver(PERSONAL, "0f3a.batch.json", b"{}")
    (file,) = spool.pending(PERSONAL)
    assert file.is_batch
    assert file.name == "0f3a.batch.json"
    spool.done(file)
    assert files_under(tmp_path) == []


def test_a_huge_file_is_refused_without_reading_it(spool):
    file = spool.deliver(OPEN, "a.xlsx", b"12345")
    with pytest.raises(TransportError) as caught:
        file.read(4)
    assert caught.value.reason == "too_large"
    assert file.read(5) == b"12345"


def test_old_bodies_are_swept_by_the_time_they_were_taken(tmp_path):
    now = [1000.0]
    spool = Spool(tmp_path / "spool", quiet_s=0, wall=lambda: now[0])
    spool.done(spool.deliver(OPEN, "old.xlsx", b"1"))
    spool.rejected(spool.deliver(OPEN, "bad.xlsx", b"1"), "no_table")
    now[0] = 2000.0
    spool.done(spool.deliver(OPEN, "new.xlsx", b"2"))
    assert spool.sweep(before=1500.0) == 3
    assert [told_name(Path(name).name) for name in files_under(tmp_path)] == ["new.xlsx"]


def test_an_unknown_feed_has_no_folder(spool):
    for feed in ("../elsewhere", "no_such_feed", ""):
        with pytest.raises(ValueError, match="unknown feed"):
            spool.pending(feed)


def test_what_a_killed_process_had_taken_is_found_again(spool, tmp_path):
    drop(spool, OPEN, "a.xlsx", b"body")
    process = multiprocessing.get_context("spawn").Process(target=take_and_hang, args=(tmp_path / "spool",))
    process.start()
    while not (tmp_path / "spool" / "taken").exists():
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert [file.read() for file in Spool(tmp_path / "spool").pending(OPEN)] == [b"body"]


def take_and_hang(folder):
    Spool(folder, quiet_s=0).pending(OPEN)
    (folder / "taken").touch()
    time.sleep(60)


def test_what_a_killed_process_had_half_written_is_never_read_and_removed_later(spool, tmp_path):
    spool.pending(PERSONAL)
    half = tmp_path / "spool" / PERSONAL / ".work" / ".0123"
    half.write_bytes(b"1234 AB")
    assert spool.pending(PERSONAL) == ()
    assert half.exists()
    os.utime(half, (time.time() - 4000,) * 2)
    assert spool.pending(PERSONAL) == ()
    assert not half.exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("svodka.xlsx", "svodka.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("／etc／passwd", "passwd"),
        (".hidden", "report.hidden"),
        ("", "report"),
        ("....", "report"),
        ("a\x00b\n.csv", "a_b.csv"),
        ("Сводка за 18.11.xlsx", "Сводка_за_18.11.xlsx"),
        ("x" * 300 + ".csv", "x" * 160 + ".csv"),
        ("a.batch.json", "a.batch.json"),
        ("\udcff\udcfe.csv", "report.csv"),
    ],
)
def test_names_are_made_harmless(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    "name", ["1234 AB-7.json", "1234AB-7.json", "AB_1234-7.json", "375291234567.json", "Ivanov Ivan.json"]
)
def test_a_name_that_names_someone_is_hidden(name):
    assert safe_name(name, hide_persons=True) == "report.json"


def test_an_ordinary_name_is_not_hidden():
    assert safe_name("monitoring-new_brest.jsonl", hide_persons=True) == "monitoring-new_brest.jsonl"


@given(name=st.text(max_size=200), wall=st.floats(0, 9e9))
def test_any_name_becomes_one_harmless_name(name, wall):
    safe = safe_name(name)
    assert safe == Path(safe).name
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert 0 < len(safe.encode()) < 200
    fresh = fresh_name(safe, wall)
    assert told_name(fresh) == safe
    assert abs(taken_at(fresh) - wall) < 0.01
