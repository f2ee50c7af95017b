"""A spreadsheet connected by YAML alone shows in the picture: new site, gauge, indicator, source, words."""

import json
import threading
import time

import pytest

from data.feeds import feeds_of, words_of
from data.i18n import LANGUAGES, load_words
from data.opening import open_desk
from data.pickup import pick_up
from data.reference import reference_of
from data.running import Running
from data.shutter import Shutter
from layers.board import render

SITES = """
- id: pruzhany
  names: {en: Pruzhany reception site, ru: Пункт размещения Пружаны, be: Пункт размяшчэння Пружаны}
  short: {en: Pruzhany, ru: Пружаны, be: Пружаны}
  kind: reception
  section: brest-pl
  oblast: BY-BR
  operator: oi
  lat: 52.556
  lon: 24.464
  demo: false
  opened: 2026-11-01
  valid_from: 2026-11-01
  source: invented for a test
  area_m2: 900
"""
SPEC = """
agency: oi
title: {en: Sites of the oblast, ru: Объекты области, be: Аб'екты вобласці}
format: CSV, every 6 h
cycle: 6 h
tolerance: 1 h
file: {delimiter: ";"}
place:
  column: Объект
  map: {Пружаны: pruzhany}
time: {column: На момент, forms: [DD.MM.YYYY HH:mm], covers: moment}
issued: {column: На момент, forms: [DD.MM.YYYY HH:mm]}
values:
  - {metric: site_places, column: Мест}
  - {metric: site_occupied, column: Занято}
  - metric: site_blankets
    column: Одеяла
    unit: count
    kind: stock
    names: {en: blankets, ru: одеяла, be: коўдры}
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "sites.yaml").write_text(SITES, "utf-8")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "oblast_sites.yaml").write_text(SPEC, "utf-8")
    return Running(tmp_path, "live", "belarus")


@pytest.fixture
def desk(run):
    desk = open_desk(run, threading.Event())
    yield desk
    desk.store.close()


def written(places, occupied, ago_h=1):
    at = time.strftime("%d.%m.%Y %H:%M", time.gmtime(time.time() + 3 * 3600 - ago_h * 3600))
    return f"Объект;На момент;Мест;Занято;Одеяла\nПружаны;{at};{places};{occupied};1 200\n".replace("1 200", "1200")


def drop(desk, text):
    desk.spool.deliver("oblast_sites", "sites.csv", text.encode())
    pick_up(desk, desk.feeds["oblast_sites"])


def picture(desk):
    Shutter(desk).release()
    return json.loads(desk.store.newest_situation()[1])


def test_a_spreadsheet_connected_by_yaml_alone_shows_on_map_gauge_and_indicator(desk):
    drop(desk, written(150, 120))
    situation = picture(desk)
    site = next(f for f in situation["facilities"] if f["id"] == "pruzhany")
    assert site["occupied"]["value"] == 120
    assert site["occupied"]["source"] == "oblast_sites"
    assert site["capacity"]["value"] == 150
    assert site["occupancy"] == pytest.approx(0.8)
    assert not site["occupied"]["stale"]
    standing = next(f for f in situation["feeds"] if f["name"] == "oblast_sites")
    assert standing["state"] == "current"
    assert [u["unit"] for u in standing["units"]] == ["pruzhany"]


def test_in2_reads_the_site_from_the_table(desk):
    from data.indicators import all_indicators
    from data.situation import Setting, gather

    drop(desk, written(150, 120))
    setting = Setting(desk.reference, desk.standards, desk.feeds, desk.configured, exercise=False)
    inputs, _ = gather(desk.store, setting, desk.now())
    reading = next(r for r in all_indicators()["in2"].compute(inputs) if r.place == "brest-pl")
    assert (reading.value, reading.source, reading.subject) == (pytest.approx(0.8), "oblast_sites", "pruzhany")
    assert reading.fresh


def test_a_file_dropped_by_hand_is_taken(desk, run):
    folder = run.spool / "oblast_sites"
    folder.mkdir(parents=True)
    (folder / "today.csv").write_text(written(150, 90), "utf-8")
    past = time.time() - 60
    __import__("os").utime(folder / "today.csv", (past, past))
    pick_up(desk, desk.feeds["oblast_sites"])
    assert next(f for f in picture(desk)["facilities"] if f["id"] == "pruzhany")["occupied"]["value"] == 90


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_words_are_found_on_every_screen(desk, run, language):
    from pydantic import TypeAdapter

    from data.domain.situation import Situation

    drop(desk, written(150, 120))
    raw = json.dumps(picture(desk))
    situation = TypeAdapter(Situation).validate_json(raw)
    feeds = feeds_of(run)
    reference = words_of(reference_of(run), feeds)
    words = load_words(language, reference)
    assert words.name("pruzhany")
    assert words.t("metric_site_blankets") in {"blankets", "одеяла", "коўдры"}
    for view in ("duty", "section:brest-pl", "data", "feed:oblast_sites", "wall"):
        board = render(view, situation, words, "dark", "staff", reference, feeds)
        text = json.dumps(board, ensure_ascii=False, default=str)
        assert "feed_oblast_sites" not in text, view
    assert words.name("pruzhany") in json.dumps(
        render("section:brest-pl", situation, words, "dark", "staff", reference, feeds), ensure_ascii=False, default=str
    )


def test_a_wrong_spec_stops_nothing_and_is_named(run, tmp_path, caplog):
    from data.feeds import table_faults

    (tmp_path / "tables" / "broken.yaml").write_text("agency: nobody\ncycle: soon\n", "utf-8")
    assert "broken" not in feeds_of(run)
    assert "oblast_sites" in feeds_of(run)
    assert any("broken.yaml" in record.getMessage() for record in caplog.records)
    assert any("broken.yaml" in fault and "missing_key" in fault for fault in table_faults(run))
    desk = open_desk(run, threading.Event())
    desk.store.close()


def test_a_local_site_with_faults_is_left_out_and_named(run, tmp_path):
    from data.reference import local_sites

    more = SITES + SITES.replace("pruzhany", "kobryn").replace("section: brest-pl", "section: nowhere")
    (tmp_path / "sites.yaml").write_text(more, "utf-8")
    sites, faults = local_sites(run)
    assert [site.id for site in sites] == ["pruzhany"]
    assert [(fault.row, fault.column, fault.reason) for fault in faults] == [(21, "section", "unknown_id")]


def test_an_exercise_takes_a_table_from_its_spool(tmp_path, run):
    from dataclasses import replace

    from dashboard.demo import write_sources

    exercise = replace(run, mode="exercise")
    write_sources(exercise, "http://127.0.0.1:1")
    assert json.loads(exercise.sources.read_bytes())["oblast_sites"] == {"spool": True}
