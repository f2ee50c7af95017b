"""The spool loses nothing, takes nothing half, and keeps no personal body."""

import io
import json
import multiprocessing
import os
import signal
import time
import uuid
import zipfile
from pathlib import Path

import pytest

from data.transport import Spool, TransportError
from data.transport.spool_names import told_name

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
    name = f"{uuid.uuid4().hex}.batch.json"
    spool.deliver(PERSONAL, name, b"{}")
    (file,) = spool.pending(PERSONAL)
    assert file.is_batch
    assert file.name == name
    spool.done(file)
    assert files_under(tmp_path) == []


def test_a_huge_file_is_refused_without_reading_it(spool):
    file = spool.deliver(OPEN, "a.xlsx", b"12345")
    with pytest.raises(TransportError) as caught:
        file.read(4)
    assert caught.value.reason == "too_large"
    assert file.read(5) == b"12345"


@pytest.mark.parametrize(
    "note",
    ["тел. 8 (029) 123-45-67", "тел.\u00a08\u00a0029\u00a0123\u00a045\u00a067", "машина 1234 AB-7", "x@mail.example"],
)
def test_a_body_that_was_read_is_not_kept_with_a_phone_in_a_note(note, spool, tmp_path):
    spool.done(spool.deliver(OPEN, "a.csv", f"site;places\nbruzgi;100\nИсп. {note}\n".encode()))
    assert files_under(tmp_path) == []


def test_our_own_ids_do_not_cost_a_body(spool, tmp_path):
    spool.done(spool.deliver(OPEN, "a.csv", b"crossing,cars\nBY-PL-01,100\n"))
    assert len(files_under(tmp_path)) == 1


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_takes_the_place_of_a_file_is_neither_followed_nor_waited_for(kind, spool, tmp_path):
    """A sender may write into the folder between the look and the taking."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"of somebody else")
    file = spool.deliver(OPEN, "a.csv", b"1")
    file.path.unlink()
    file.path.symlink_to(secret) if kind == "link" else os.mkfifo(file.path)
    with pytest.raises(TransportError) as caught:
        file.read()
    assert caught.value.reason == "gone"
    spool.rejected(file, "gone")
    assert spool.pending(OPEN) == ()
    assert secret.read_bytes() == b"of somebody else"


def test_a_folder_among_kept_bodies_keeps_none_of_them(spool, tmp_path):
    spool.done(spool.deliver(OPEN, "old.xlsx", b"1"))
    (tmp_path / "spool" / OPEN / "done" / "0-by-hand").mkdir()
    assert spool.sweep(before=time.time() + 1) == 1
    assert files_under(tmp_path) == []


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


@pytest.mark.parametrize("feed", [OPEN, PERSONAL])
@pytest.mark.parametrize("name", ["a.batch.json", f"{'0' * 32}.batch.json", "a.batch.batch.json"])
def test_a_batch_that_anyone_dropped_is_an_ordinary_report(name, feed, spool):
    drop(spool, feed, name)
    (file,) = spool.pending(feed)
    assert not file.is_batch
    assert file.name.endswith(".json")


def packed(text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>")
    return file.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b'{"carLiveQueue": [{"regnum": ""}]}',
        b"grodno-pl,1234 AB-7,x",
        json.dumps({"x": "1234 АВ-7"}).encode(),
        "стоит 1234 АВ-7".encode("cp1251"),
        "1234 AB-7".encode("utf-16"),
        "тел. +375 29 123-45-67".encode(),
        packed("1234 AB-7"),
        packed("&#49;234 AB-7"),
        b"PK\x03\x04 no archive",
        b"\0\1\2",
        b"a" * 2_100_000,
    ],
)
def test_a_rejected_body_that_is_not_known_to_be_clean_leaves_only_its_reason(body, spool, tmp_path):
    spool.rejected(spool.deliver(OPEN, "bad.xlsx", body), "no_table")
    (kept,) = files_under(tmp_path)
    assert kept.endswith("bad.xlsx.reason")


@pytest.mark.parametrize(
    "body", [b"grodno-pl,2026-11-24T01:00:00+03:00,x,12.5", "Сводка на 18.11.2026".encode(), packed("Мест")]
)
def test_a_rejected_body_that_is_clean_is_kept(body, spool, tmp_path):
    spool.rejected(spool.deliver(OPEN, "bad.xlsx", body), "no_table")
    assert len(files_under(tmp_path)) == 2


def test_a_file_that_cannot_be_moved_keeps_back_no_other(spool, monkeypatch):
    names = ["1234 AB-7.xlsx", "good.xlsx"]
    for name in names:
        drop(spool, OPEN, name)
    rename = Path.rename

    def refuse(path, target):
        if path.name == names[0]:
            raise PermissionError(13, "Operation not permitted", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    assert [file.name for file in spool.pending(OPEN)] == ["good.xlsx"]
    assert spool.unreadable(OPEN) == 1
    monkeypatch.undo()
    assert len(spool.pending(OPEN)) == 2
    assert spool.unreadable(OPEN) == 0


@pytest.mark.parametrize("clear", [lambda spool: spool.pending(PERSONAL), lambda spool: spool.sweep(0.0)])
def test_what_nobody_will_take_of_a_personal_report_is_deleted_after_an_hour(clear, spool, tmp_path):
    for age, kind in ((4000, "old"), (60, "new")):
        drop(spool, PERSONAL, f"{kind}.json.part", age=age)
        drop(spool, OPEN, f"{kind}.json.part", age=age)
        folder = spool.folder(PERSONAL) / f"{kind}-folder"
        folder.mkdir()
        for path in (folder / "1234 AB-7.json", folder):
            path.touch()
            os.utime(path, (time.time() - age,) * 2)
    outside = tmp_path / "outside"
    outside.mkdir()
    drop_link = spool.folder(PERSONAL) / "new-folder" / "link"
    drop_link.symlink_to(outside)
    clear(spool)
    left = [name for name in files_under(tmp_path / "spool" / PERSONAL) if ".work" not in name]
    assert left == ["new-folder/1234 AB-7.json", "new.json.part"]
    assert len(files_under(tmp_path / "spool" / OPEN)) == 2
    assert outside.exists()


def test_a_folder_whose_files_still_change_is_left_alone(spool):
    folder = spool.folder(PERSONAL) / "2026"
    folder.mkdir()
    (folder / "a.json").touch()
    os.utime(folder, (time.time() - 4000,) * 2)
    spool.pending(PERSONAL)
    assert (folder / "a.json").exists()


@pytest.mark.parametrize("feed", [OPEN, PERSONAL])
def test_a_file_that_kills_its_reader_twice_is_not_read_again(feed, spool, tmp_path):
    drop(spool, feed, "a.json", b"deadly")
    for _ in range(2):
        process = multiprocessing.get_context("spawn").Process(target=read_and_die, args=(tmp_path / "spool", feed))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
    (file,) = spool.pending(feed)
    with pytest.raises(TransportError) as caught:
        file.read()
    assert caught.value.reason == "killed_before"
    spool.rejected(file, caught.value.reason)
    assert spool.pending(feed) == ()
    assert [name.rpartition(".")[2] for name in files_under(tmp_path)] == ([] if feed == PERSONAL else ["reason"])


def read_and_die(folder, feed):
    (file,) = Spool(folder, quiet_s=0).pending(feed)
    assert file.read() == b"deadly"
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_file_that_is_read_again_by_a_living_process_is_never_refused(spool, tmp_path):
    spool.deliver(OPEN, "a.xlsx", b"body")
    for _ in range(5):
        (file,) = spool.pending(OPEN)
        assert file.read() == b"body"
    spool.done(file)
    assert len(files_under(tmp_path)) == 1
