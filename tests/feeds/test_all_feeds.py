"""Every feed keeps its promises, and no parser ever raises anything but FeedError."""

import ast
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.feeds import all_feeds
from data.feeds.contract import Context, FeedError
from data.feeds.reasons import FeedReason

FEEDS = Path(__file__).resolve().parents[2] / "data" / "feeds"
SAMPLES = Path(__file__).parent / "samples"
NAMES = tuple(all_feeds())


def samples_of(name):
    return sorted(SAMPLES.glob(f"{name}*"))


def test_the_package_finds_its_feeds():
    assert {"gpk_detections", "mvd_reception", "mchs_cap_alerts"} <= set(NAMES)
    assert list(NAMES) == sorted(NAMES)
    assert all(feed.name == name for name, feed in all_feeds().items())


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_parses_its_samples_in_its_own_words(name, context):
    feed = all_feeds()[name]
    metrics = {metric.name: metric for metric in feed.metrics}
    assert samples_of(name)
    for sample in samples_of(name):
        report = feed.parse(sample.read_bytes(), context)
        assert report.observations or report.alerts
        for observation in report.observations:
            metric = metrics[observation.metric]
            assert metric.admits(observation.value)
            assert (observation.valid_from == observation.valid_to) == (metric.kind == "stock")
            assert observation.issued >= observation.valid_to
            assert (
                name in {"gpk_equeue", "gpk_queue"}
                or feed.unit_of(observation.place, context.reference) in report.units
            )
        places = feed.places(context.reference)
        known = {*feed.units(context.reference), *(feed.unit_of(place, context.reference) for place in places)}
        assert report.units <= known


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_reads_the_same_bytes_the_same_way(name, context):
    feed = all_feeds()[name]
    for sample in samples_of(name):
        assert feed.parse(sample.read_bytes(), context) == feed.parse(sample.read_bytes(), context)


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_declares_a_rhythm_and_unique_metrics(name):
    feed = all_feeds()[name]
    assert feed.cycle_s > feed.tolerance_s > 0
    assert len({metric.name for metric in feed.metrics}) == len(feed.metrics)
    assert list(feed.due.at) == sorted(feed.due.at)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf", b"<html><body>Sorry</body></html>", b"\x00\xff\xfe"])
def test_what_is_no_report_is_refused(name, body, context):
    with pytest.raises(FeedError) as refusal:
        all_feeds()[name].parse(body, context)
    assert refusal.value.reason in get_args(FeedReason)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_bytes_give_a_report_or_a_feed_error(name, data, reference):
    sample = data.draw(st.sampled_from([path.read_bytes() for path in samples_of(name)]))
    body = data.draw(st.binary(max_size=200) | damaged(sample))
    reasons = set()
    with suppress_feed_errors(reasons):
        report = all_feeds()[name].parse(body, Context(reference, "report", 1_795_000_000))
        reasons |= {reject.reason for reject in report.rejects}
    assert reasons <= set(get_args(FeedReason))


@contextmanager
def suppress_feed_errors(reasons):
    try:
        yield
    except FeedError as refusal:
        reasons.add(refusal.reason)


@st.composite
def damaged(draw, sample):
    """The sample, cut, with some bytes replaced."""
    body = bytearray(sample[: draw(st.integers(0, len(sample)))] if draw(st.booleans()) else sample)
    for _ in range(draw(st.integers(0, 6))):
        if body:
            body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
    return bytes(body)


def test_every_reason_that_a_feed_gives_has_a_key():
    given_reasons = set()
    for path in FEEDS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FeedError" and node.args
            if named and isinstance(node.args[0], ast.Constant):
                given_reasons.add(node.args[0].value)
    assert given_reasons
    assert given_reasons <= set(get_args(FeedReason))


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_has_its_page(name):
    docs = FEEDS.parents[1] / "docs" / "feeds"
    assert (docs / f"{name}.md").read_text("utf-8").startswith(f"# {name}: ")
    assert f"[{name}]({name}.md)" in (docs / "README.md").read_text("utf-8")
