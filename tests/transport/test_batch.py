"""A batch comes back exactly as it was written, or not at all."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.hazard import HazardAlert
from data.domain.observation import Observation, Reject, Report
from data.feeds import all_feeds
from data.feeds.contract import Context
from data.reference import load
from data.transport import Batch, TransportError, read_batch, write_batch

AT = 1_795_000_000
MOMENTS = st.integers(0, 4_102_444_800)
TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
OBSERVATIONS = st.builds(
    Observation, TEXT, TEXT, MOMENTS, MOMENTS, MOMENTS, st.floats(allow_nan=False, allow_infinity=False)
)
REJECTS = st.builds(Reject, TEXT, st.none() | st.integers(1, 10**6), st.none() | TEXT, TEXT, TEXT)
ALERTS = st.builds(
    HazardAlert,
    identifier=TEXT,
    sender=TEXT,
    sent=MOMENTS,
    status=st.sampled_from(["Actual", "Exercise"]),
    message=st.sampled_from(["Alert", "Update", "Cancel"]),
    references=st.lists(st.tuples(TEXT, TEXT, MOMENTS), max_size=2).map(tuple),
    headlines=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    severity=st.sampled_from(["Extreme", "Unknown"]),
    expires=st.none() | MOMENTS,
    places=st.lists(TEXT, max_size=2).map(tuple),
    signed=st.booleans(),
)
REPORTS = st.builds(
    Report,
    st.lists(OBSERVATIONS, max_size=5).map(tuple),
    st.lists(REJECTS, max_size=3).map(tuple),
    st.integers(0, 10**6),
    st.frozensets(TEXT, max_size=3),
    st.lists(ALERTS, max_size=2).map(tuple),
)
BATCHES = st.builds(
    Batch, TEXT, TEXT, MOMENTS, MOMENTS, st.sampled_from(["used", "failed"]), REPORTS, TEXT, TEXT, TEXT, st.booleans()
)
PLAIN = Batch(
    "gpk_detections", "a.csv", AT + 3800, AT + 3801, "used",
    Report(
        (Observation("grodno-pl", "arrived", AT, AT + 3600, AT + 3700, 44.0),),
        (
            Reject("a.csv", 7, "period_end", "bad_period"),
            Reject("a.csv", None, "arrived", "in_the_future", "grodno-pl"),
        ),
        units=frozenset({"grodno"}),
    ),
)  # fmt: skip


@given(batch=BATCHES)
def test_a_batch_comes_back_exactly(batch):
    assert read_batch(write_batch(batch)) == batch


def refused(body, *args):
    with pytest.raises(TransportError) as caught:
        read_batch(body, *args)
    assert caught.value.reason == "bad_batch"
    assert caught.value.__context__ is None


def changed(**changes):
    return json.dumps(json.loads(write_batch(PLAIN)) | changes).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 1},
        {"version": "2"},
        {"body": "1234 AB-7"},
        {"observations": [["grodno-pl", "arrived", 0, 3600, 3700, "44"]]},
        {"observations": [["grodno-pl", "arrived", 0, 3600, 3700, 44, "regnum"]]},
        {"observations": [["grodno-pl", "arrived", 0.5, 3600, 3700, 44]]},
        {"observations": [["grodno-pl", "arrived", 0, 3600, 3700, None]]},
        {"rejects": [{"source": "x"}]},
        {"outcome": "unchanged"},
        {"alerts": [{"identifier": "x", "plate": "1234 AB-7"}]},
        {"started": True},
    ],
)
def test_anything_but_what_was_written_is_refused(changes):
    refused(changed(**changes))


@given(body=st.binary(max_size=60))
def test_other_bytes_are_refused(body):
    refused(body)


def test_a_cut_batch_is_refused():
    whole = write_batch(PLAIN)
    for end in range(0, len(whole), 7):
        refused(whole[:end])


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_never_written(value):
    with pytest.raises(ValueError, match="finite"):
        write_batch(Batch("f", "s", 0, 0, "used", Report((Observation("p", "m", 0, 0, 0, value),))))


def row(place="grodno-pl", metric="arrived", start=AT, end=AT + 3600, issued=AT + 3700, value=44):
    return {"observations": [[place, metric, start, end, issued, value]]}


def reject(number=1, column="arrived", reason="bad_number", detail=""):
    return {"rejects": [["a.csv", number, column, reason, detail]]}


@pytest.mark.parametrize(
    "changes",
    [
        row(place="nowhere"),
        row(place="BY-PL-01"),
        row(place="grodno"),
        row(metric="no_such_metric"),
        row(value=-1),
        row(start=AT + 3601),
        row(start=AT - 400_000),
        row(end=10**12),
        row(issued=-1),
        {"started": 0},
        {"started": AT + 9000},
        {"stamp": 10**11},
        {"units": ["7777 PX-7"]},
        {"units": ["brest-pl"]},
        {"digest": "7777 PX-7"},
        {"reason": "ivanov"},
        {"detail": "7777 PX-7"},
        {"personal_data_dropped": -1},
        reject(number=-5),
        reject(column="7777 PX-7"),
        reject(column="Иванов"),
        reject(reason="7777 PX-7"),
        reject(detail="7777 PX-7"),
        reject(detail="375291234567"),
    ],
)
def test_a_batch_that_the_feed_could_not_have_given_is_refused(changes):
    feeds = all_feeds()
    assert read_batch(write_batch(PLAIN), feeds["gpk_detections"], load()) == PLAIN
    refused(write_batch(PLAIN), feeds["gpk_crossings"], load())
    refused(changed(**changes), feeds["gpk_detections"], load())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"identifier": "7777 PX-7"},
        {"sender": "+375 29 123-45-67"},
        {"headlines": (("ru", "Ищем машину 7777 PX-7"),)},
        {"event": "x" * 81},
        {"urgency": "7777 PX-7"},
        {"places": ("nowhere",)},
        {"sent": -1},
        {"references": (("7777PX-7", "s@x", AT),)},
        {"warnings": ("7777 PX-7",)},
    ],
)
def test_alerts_of_a_batch_are_those_of_the_parser(changes):
    feed = all_feeds()["mchs_cap_alerts"]
    alert = replace(HazardAlert("a-1", "s@x", AT, "Actual", "Alert", places=("grodno-pl",)), **changes)
    body = write_batch(Batch(feed.name, "a.xml", AT, AT, "used", Report(alerts=(alert,), units=frozenset({feed.name}))))
    if changes:
        refused(body, feed, load())
    else:
        assert read_batch(body, feed, load()).report.alerts == (alert,)
        refused(body.replace(b"mchs_cap_alerts", b"gpk_detections"), all_feeds()["gpk_detections"], load())


@pytest.mark.parametrize("name", sorted(all_feeds()))
def test_what_parsers_give_passes_for_what_the_feed_could_have_given(name):
    feed, reference = all_feeds()[name], load()
    for sample in sorted((Path(__file__).parents[1] / "feeds" / "samples").glob(f"{name}*")):
        report = feed.parse(sample.read_bytes(), Context(reference, "report.json", AT))
        batch = Batch(feed.name, "report.json", AT, AT, "used", report)
        assert read_batch(write_batch(batch), feed, reference) == batch


@pytest.mark.parametrize(
    ("feed", "source", "kept"),
    [
        ("gpk_equeue", "7777 PX-7.jsonl", "report.jsonl"),
        ("gpk_detections", "../Иванов Иван.csv", "report.csv"),
        ("gpk_detections", "Сводка за 18.11.csv", "Сводка_за_18.11.csv"),
    ],
)
def test_the_file_name_of_a_batch_is_made_harmless(feed, source, kept):
    rejects = (Reject(source, 1, None, "bad_row"),)
    batch = Batch(feed, source, AT, AT, "used", Report(rejects=rejects))
    found = read_batch(write_batch(batch), all_feeds()[feed], load())
    assert (found.source, found.report.rejects[0].source) == (kept, kept)
