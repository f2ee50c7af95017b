"""Level lanes: valid for plotly, one lane a section, silence never drawn as calm."""

import plotly.graph_objects as go
import pytest

from data.domain.moment import DAY
from data.domain.situation import Lane, LaneSpan
from data.i18n import LANGUAGES
from layers.charts.lanes import FULL, draw_lanes, held_gaps
from layers.charts.windows import shown, windows
from layers.palette import THEMES, palette
from layers.panels.order import by_urgency
from tests.layers.speech import speak
from tests.scenes import NOW, SCENES, scene

WORDS = speak()


def traces(name: str = "surge", theme: str = "dark"):
    return {trace["name"]: trace for trace in draw_lanes(scene(name), WORDS, theme)["data"]}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_is_valid_for_plotly(name, theme, language):
    figure = draw_lanes(scene(name), speak(language), theme)
    assert len(go.Figure(figure).data) == 7


def test_lanes_stand_in_the_order_of_the_section_list():
    ticks = draw_lanes(scene("surge"), WORDS, "dark")["layout"]["yaxis"]["ticktext"]
    assert [t.strip() for t in ticks] == [WORDS.name(s.id) for s in by_urgency(scene("surge").sections)]


def test_routine_is_thin_and_raised_levels_are_tall():
    own = traces()
    assert own["Routine"]["width"] == pytest.approx(0.38 * FULL)
    assert own["High"]["width"] == own["Elevated"]["width"] == FULL


def test_no_data_is_dots_in_a_dashed_frame():
    figure = draw_lanes(scene("surge"), WORDS, "dark")
    unknown = traces()["No data"]
    assert unknown["marker"]["pattern"]["shape"] == "."
    frames = [s for s in figure["layout"]["shapes"] if s["type"] == "rect"]
    assert len(frames) == len(unknown["x"]) == 1
    assert frames[0]["line"]["dash"] == "3px,2px"


def test_patterns_name_their_background():
    for theme in THEMES:
        for trace in traces("night", theme).values():
            pattern = trace["marker"].get("pattern")
            assert pattern is None or pattern["bgcolor"]


def test_a_gap_while_the_level_holds_is_violet_and_thin():
    gap = traces()["data gap"]
    assert gap["x"] == [9 * 3600 * 1000]
    assert gap["width"] == pytest.approx(0.30 * FULL)
    assert gap["marker"]["pattern"]["fgcolor"] == palette("dark").data


def test_a_gap_stops_where_the_level_itself_became_unknown():
    spans = (LaneSpan(0, NOW - 10 * DAY, NOW - DAY), LaneSpan(None, NOW - DAY, None))
    lane = Lane("lida-lt", spans, ((NOW - 2 * DAY, None),), ())
    assert held_gaps(lane, NOW) == [(NOW - 2 * DAY, NOW - DAY)]


def test_a_decision_is_a_pin_with_a_letter():
    assert set(traces()["decision"]["text"]) == {"D"}


def test_the_pointer_tells_section_level_and_times():
    told = traces()["High"]["hovertext"][0].replace("\u00a0", " ")
    assert told == "Grodno · Poland: High, 17 Nov 21:40 – now"
    assert traces()["High"]["customdata"] == ["grodno-pl"]


def test_every_window_ends_a_little_after_now_and_keeps_its_ticks_inside():
    for name, length in (("24h", DAY), ("7d", 7 * DAY), ("30d", 30 * DAY)):
        window = windows(NOW, WORDS)[name]
        start, end = window["range"]
        assert start == shown(NOW - length)
        assert end > shown(NOW)
        assert window["tickvals"]
        assert all(start <= tick <= end for tick in window["tickvals"])
        assert len(window["tickvals"]) == len(window["ticktext"])


def test_days_are_named_at_their_middle_and_weeks_by_their_monday():
    chosen = windows(NOW, WORDS)
    assert chosen["7d"]["ticktext"][-1] == "Tue 17"
    assert chosen["7d"]["tickvals"][-1] == "2026-11-17T12:00:00"
    assert [t.replace("\u00a0", " ") for t in chosen["30d"]["ticktext"]][-1] == "16 Nov"
    assert chosen["24h"]["ticktext"][0] == "03:00"


def test_the_axis_is_minsk_time_without_offset():
    assert shown(NOW) == "2026-11-18T02:14:36"
