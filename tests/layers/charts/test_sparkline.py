"""Sparklines: band, line, and silence as a hatched box."""

from urllib.parse import unquote
from xml.etree import ElementTree as ET

from data.domain.situation import Spark
from layers.charts.sparkline import HEIGHT, runs, sparkline

NONE = "{http://www.w3.org/2000/svg}"


def drawn(observed, low=None, high=None, theme="dark") -> ET.Element:
    low = low or (0.0,) * len(observed)
    high = high or (4.0,) * len(observed)
    return ET.fromstring(unquote(sparkline(Spark(0, 10_800, observed, low, high), theme).partition(",")[2]))


def test_runs_split_known_from_unknown():
    assert list(runs((1.0, None, None, 2.0))) == [(True, 0, 1), (False, 1, 3), (True, 3, 4)]


def test_a_gap_is_a_hatched_box_and_breaks_the_line():
    image = drawn((1.0, 2.0, None, None, 3.0))
    assert len(image.findall(f"{NONE}rect")) == 1
    line = next(p for p in image.findall(f"{NONE}path") if p.get("stroke-width") == "1.3")
    assert line.get("d").count("M") == 2


def test_a_whole_week_of_silence_has_no_line():
    image = drawn((None,) * 56)
    assert not [p for p in image.findall(f"{NONE}path") if p.get("stroke-width") == "1.3"]
    assert len(image.findall(f"{NONE}rect")) == 1


def test_an_unknown_band_is_not_drawn_as_zero():
    image = drawn((1.0, 2.0), low=(None, None), high=(None, None))
    assert len(image.findall(f"{NONE}path")) == 2


def test_all_zero_lies_on_the_ground_line():
    image = drawn((0.0, 0.0), high=(0.0, 0.0))
    line = next(p for p in image.findall(f"{NONE}path") if p.get("stroke-width") == "1.3")
    assert line.get("d").endswith(f"{HEIGHT - 3:.1f}")
