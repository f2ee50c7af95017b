"""A body of the queue that is broken, endless, or says the same thing twice."""

import json

import pytest

from data.feeds.contract import FeedError
from data.feeds.json_body import _STRINGS
from tests.feeds.test_gpk_equeue import BREST, monitoring, parse, reasons, values, vehicle

TWICE = [
    '{"carLiveQueue": [], "carLiveQueue": %s, "info": {"id": "%s"}}',
    '{"carLiveQueue": [], "car\\u004civeQueue": %s, "info": {"id": "%s"}}',
    '{"carLiveQueue": %s, "info": {"id": "x"}, "info": {"id": "%s"}}',
]


@pytest.mark.parametrize("text", [*TWICE, *(f"[{text}]" for text in TWICE)])
def test_a_report_that_gives_a_list_twice_is_refused(text, context):
    with pytest.raises(FeedError) as refusal:
        parse((text % (json.dumps([vehicle()]), BREST)).encode(), context)
    assert refusal.value.reason == "duplicate_key"


def test_a_line_that_gives_a_list_twice_costs_itself_alone(context):
    good = json.dumps(monitoring(carLiveQueue=[vehicle()]))
    bad = TWICE[0] % (json.dumps([vehicle()]), BREST)
    report = parse(f"{good}\n{bad}\n".encode(), context)
    assert values(report)["BY-PL-05", "waiting_cars"] == 1
    assert reasons(report) == [(2, None, "duplicate_key")]
    with pytest.raises(FeedError) as refusal:
        parse(f"{bad}\n{bad}\n".encode(), context)
    assert refusal.value.reason == "duplicate_key"


def test_the_same_key_in_two_objects_is_usual(context):
    report = parse(json.dumps([monitoring(carLiveQueue=[vehicle()])] * 2).encode(), context)
    assert not report.rejects


@pytest.mark.parametrize("part", [b"{}," * 200_001, b"[]," * 200_001, b"1," * 500_001])
def test_a_body_of_endless_parts_is_refused_before_it_is_decoded(part, context):
    with pytest.raises(FeedError) as refusal:
        parse(b"[" + part + b"1]", context)
    assert refusal.value.reason == "too_many_rows"


def test_more_lines_than_a_recorder_writes_are_refused(context, monkeypatch):
    monkeypatch.setattr("data.feeds.json_body.MAX_DOCUMENTS", 3)
    with pytest.raises(FeedError) as refusal:
        parse(b"x\n" * 4, context)
    assert refusal.value.reason == "too_many_rows"


@pytest.mark.parametrize("end", [b"", b"\\", b'"'])
def test_no_byte_of_a_broken_text_is_read_twice(end):
    """One string, however many quotes it escapes: a pattern that began again at each would take quadratic time."""
    text = b'{"a":"' + b'\\"' * 50_000 + end
    found = [match.span() for match in _STRINGS.finditer(text)]
    assert found[0] == (1, 4)
    assert [span[0] for span in found[1:]] == [5]
    assert found[-1][1] == len(text)
