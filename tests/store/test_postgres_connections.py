"""Connections that are lost, times that are wild, characters that the database does not keep."""

import threading
from contextlib import closing

import psycopg
import pytest

from data.domain.observation import Observation, Reject, Report
from data.store import StoreBusyError, open_store
from data.store.contract import Run, SeriesKey
from data.store.postgres.partitions import partitions


def cut(run):
    """End every connection of Mezha's, as a restarted database does."""
    with psycopg.connect(run.database, autocommit=True, application_name="tests") as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name LIKE 'mezha%' AND datname = current_database()"
        )


def one(value, valid_to=3600, issued=None):
    return Report((Observation("p", "arrived", 0, valid_to, issued or valid_to + value, float(value)),))


def keep(store, report):
    return store.record("f", report, Run("f", 0, 0, "used", "x"), 0, {"p": "p"})


def test_a_lost_connection_is_told_once_and_opened_again(postgres_run, postgres_store):
    store = postgres_store
    keep(store, one(1))
    cut(postgres_run)
    with pytest.raises(StoreBusyError):
        store.latest()
    assert [point.value for point in store.latest().values()] == [1.0]
    with pytest.raises(StoreBusyError):
        keep(store, one(2))
    assert keep(store, one(2)).accepted == 1
    assert len(store.tracks(["arrived"], 0)[SeriesKey("f", "p", "arrived")].value) == 1


def test_a_connection_lost_inside_a_snapshot_ends_it(postgres_run, postgres_store):
    def look():
        with postgres_store.snapshot():
            postgres_store.latest()
            cut(postgres_run)
            postgres_store.latest()

    with pytest.raises(StoreBusyError):
        look()
    with postgres_store.snapshot():
        assert postgres_store.latest() == {}


def test_a_connection_lost_in_the_middle_of_a_report_leaves_nothing(postgres_run, postgres_store):
    def halfway():
        with postgres_store._writing() as connection:
            postgres_store._ledger(connection).numbers("f", [("p", "arrived")])
            cut(postgres_run)
            connection.execute("SELECT 1")

    with pytest.raises(StoreBusyError):
        halfway()
    assert keep(postgres_store, one(1)).accepted == 1


def test_a_write_that_waits_too_long_for_another_is_told_as_busy(postgres_run, postgres_store):
    with closing(open_store(postgres_run, write=True)) as other, other._writing():
        postgres_store._writer.connection().execute("SET lock_timeout = 50")
        with pytest.raises(StoreBusyError, match="55P03"):
            keep(postgres_store, one(1))
    assert keep(postgres_store, one(1)).accepted == 1


def test_a_read_that_takes_too_long_is_given_up(postgres_store):
    connection = postgres_store._readers.mine()
    connection.execute("SET statement_timeout = 50")
    with pytest.raises(StoreBusyError, match="57014"):
        connection.execute("SELECT pg_sleep(60)")


def test_wild_times_share_a_partition_and_make_no_others(postgres_store):
    far = 2**37
    for at in (1, 4_200_000_000, far):
        assert keep(postgres_store, one(1, at, at)).accepted == 1
    assert partitions(postgres_store._readers.mine()) == ["observations_0000", "observations_1600"]
    track = postgres_store.tracks(["arrived"], 0)[SeriesKey("f", "p", "arrived")]
    assert track.valid_to.tolist() == [1, 4_200_000_000, far]


def test_a_partition_is_made_while_a_reader_holds_its_state(postgres_store):
    keep(postgres_store, one(1))
    with postgres_store.snapshot():
        before = postgres_store.tracks(["arrived"], 0)
        keep(postgres_store, one(2, 40 * 86_400))
        assert postgres_store.tracks(["arrived"], 0).keys() == before.keys()
    assert len(postgres_store.tracks(["arrived"], 0)[SeriesKey("f", "p", "arrived")].value) == 2


def test_a_character_that_the_database_does_not_keep_stops_nothing(postgres_store):
    report = Report((), rejects=(Reject("a\0b.csv", 1, None, "bad_number", "x\0"),))
    postgres_store.record("f", report, Run("f", 0, 0, "used", "a\0b.csv"), 0, {})
    ((_, _, reject),) = postgres_store.quarantine()
    assert reject.source == "a\ufffdb.csv"


def test_text_is_data_and_never_part_of_a_statement(postgres_store):
    name = "'); DROP TABLE runs; -- :feed %(feed)s % \\ \" ?"
    postgres_store.record_run(Run(name, 0, 0, "failed", name, "x", name), [name])
    assert postgres_store.runs(name)[0].run.source == name
    assert postgres_store.feed_records(0)[name].units.keys() == {name}


def test_a_number_beyond_the_database_leaves_nothing_and_stops_nothing(postgres_store):
    assert dict(keep(postgres_store, one(1, 2**70, 2**70)).rejected) == {"bad_time": 1}
    with pytest.raises(psycopg.DataError):
        postgres_store.record_run(Run("f", 2**70, 0, "failed", "x"))
    assert postgres_store.latest() == {}
    assert keep(postgres_store, one(1)).accepted == 1


def test_connections_are_closed_with_their_store(postgres_run):
    with closing(open_store(postgres_run, write=True)) as store:
        threads = [threading.Thread(target=store.latest) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with psycopg.connect(postgres_run.database) as connection:
        left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mezha' AND datname = current_database()"
        for _ in range(100):
            if connection.execute(left).fetchone() == (0,):
                break
            connection.rollback()
        assert connection.execute(left).fetchone() == (0,)
