"""A batch comes back exactly as it was written, or not at all."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.hazard import HazardAlert
from data.domain.observation import Observation, Reject, Report
from data.feeds import all_feeds
from data.reference import load
from data.transport import Batch, TransportError, read_batch, write_batch

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
    "gpk_detections", "a.csv", 5, 6, "used",
    Report((Observation("grodno-pl", "arrived", 0, 3600, 3700, 44.0),), units=frozenset({"grodno"})),
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
        {"version": 2},
        {"version": "1"},
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


@pytest.mark.parametrize(
    "row",
    [
        ["nowhere", "arrived", 0, 3600, 3700, 44],
        ["grodno-pl", "no_such_metric", 0, 3600, 3700, 44],
        ["grodno-pl", "arrived", 0, 3600, 3700, -1],
    ],
)
def test_a_batch_that_the_feed_could_not_have_given_is_refused(row):
    feeds = all_feeds()
    assert read_batch(write_batch(PLAIN), feeds["gpk_detections"], load()) == PLAIN
    refused(write_batch(PLAIN), feeds["gpk_crossings"], load())
    refused(changed(observations=[row]), feeds["gpk_detections"], load())
