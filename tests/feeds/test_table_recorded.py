"""The worked specs read the recorded files, and every published figure comes out: counted here without them."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from data.feeds import read_spec
from data.feeds.contract import Context, FeedError
from data.ingest import ingest_table
from data.reference import load
from data.running import running
from data.store import open_store
from data.store.contract import SeriesKey
from tests.floor import floors

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "docs" / "tables"
RECORDED = ROOT / ".." / "shared" / "feeds"
ITALY, POLAND = RECORDED / "italy_sbarchi", RECORDED / "pl_ua_border_queues"
FRONTEX = RECORDED / "frontex_monthly" / "frontex_route_monthly.csv"
BOOK = POLAND / "sg_2708_monthly_traffic_2026.xlsx"
ROME = ZoneInfo("Europe/Rome")
NOW = 1_793_000_000  # 2026-10-26

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded files are not here")


def parsed(spec, path):
    feed = read_spec(SPECS / f"{spec}.yaml", load())
    return feed.parse(path.read_bytes(), Context(load(), path.name, NOW))


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def local_day(moment):
    return datetime.fromtimestamp(moment, ROME).date()


def real_rows():
    """Rows of a day that exists and is not after its report."""
    rows = [(day(r["Data"]), day(r["Data_Report"]), r["Valore"]) for r in rows_of(ITALY / "sbarchi-per-giorno.csv")]
    return [(at, report, int(value)) for at, report, value in rows if at is not None and at <= report]


def last_of_day():
    return {at: value for at, _, value in sorted(real_rows(), key=lambda row: row[1])}


@pytest.fixture(scope="module")
def arrivals():
    return parsed("it_sea_arrivals", ITALY / "sbarchi-per-giorno.csv")


def test_the_last_report_of_each_day_counts(arrivals):
    last = {}
    for o in sorted(arrivals.observations, key=lambda o: o.issued):
        last[local_day(o.valid_from)] = o.value
    assert last == last_of_day()
    assert (len(last), sum(last.values()), max(last.values())) == (2207, 474_167, 4998)
    assert max(last, key=last.get) == date(2023, 9, 12)
    assert (min(last), max(last)) == (date(2019, 9, 1), date(2025, 9, 15))


def test_impossible_days_and_placeholders_are_refused_by_their_own_reasons(arrivals):
    rows = rows_of(ITALY / "sbarchi-per-giorno.csv")
    impossible = [r for r in rows if day(r["Data"]) is None]
    placeholders = [r for r in rows if day(r["Data"]) and day(r["Data"]) > day(r["Data_Report"])]
    unparsable = [r for r in rows if not r["Valore"].isdecimal()]
    assert (len(rows), len(impossible), len(placeholders), len(unparsable)) == (4352, 7, 1088, 4)
    assert all(r in placeholders for r in unparsable)
    assert Counter(r.reason for r in arrivals.rejects) == {"impossible_date": 7, "after_report": 1088}
    assert len(arrivals.observations) == len(rows) - 7 - 1088


def test_what_reports_revised_is_what_reports_revised(arrivals):
    own, theirs = defaultdict(dict), defaultdict(dict)
    for o in arrivals.observations:
        own[local_day(o.valid_from)][o.issued] = o.value
    for at, report, value in real_rows():
        theirs[at][report] = value
    for vintages in (own, theirs):
        twice = [values for values in vintages.values() if len(values) > 1]
        assert (len(twice), sum(len(set(v.values())) > 1 for v in twice)) == (1050, 158)


def test_a_replay_knows_what_was_known_then(tmp_path, monkeypatch):
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.delenv("MODE", raising=False)
    code, summary = ingest_table(
        SPECS / "it_sea_arrivals.yaml", [ITALY / "sbarchi-per-giorno.csv"], mode="live", backfill=True
    )
    assert code == 0
    assert (summary["accepted"], summary["duplicates"], summary["conflicts"]) == (3257, 0, 0)
    assert summary["superseded"] == 1050
    assert summary["rejected"] == {"impossible_date": 7, "after_report": 1088}
    again = ingest_table(SPECS / "it_sea_arrivals.yaml", [ITALY / "sbarchi-per-giorno.csv"], mode="live", backfill=True)
    assert (again[1]["accepted"], again[1]["duplicates"]) == (0, 3257)
    vintages = defaultdict(list)
    for at, report, value in sorted(real_rows(), key=lambda row: row[1]):
        vintages[at].append((report, value))
    at, reports = next((at, v) for at, v in vintages.items() if len({x for _, x in v}) > 1 and v[0][0] > at)
    store = open_store(running(mode="live"), write=False)
    key = SeriesKey("it_sea_arrivals", "it:sea", "sea_arrivals")
    begin = int(datetime(at.year, at.month, at.day, tzinfo=ROME).timestamp())
    then = int(datetime(*reports[0][0].timetuple()[:3], 12, tzinfo=ROME).timestamp())

    def known(moment):
        track = store.tracks(["sea_arrivals"], begin, begin + 90_000, moment)[key]
        return track.value[list(track.valid_from).index(begin)]

    assert (known(then), known(None)) == (reports[0][1], reports[-1][1])
    assert known(then) != known(None)
    store.close()


def test_presence_by_region_is_read_and_blanks_are_no_zeros():
    report = parsed("it_presence", ITALY / "accoglienza.csv")
    rows = rows_of(ITALY / "accoglienza.csv")
    columns = [name for name in rows[0] if name.startswith("Migranti")]
    given = sum(bool(row[column].strip()) for row in rows for column in columns)
    assert (len(rows), len(report.observations), report.rejects) == (2800, given, ())
    spoken = {(o.place, o.metric, o.issued): o.value for o in report.observations}
    noon = int(datetime(2023, 9, 15, tzinfo=ROME).timestamp())
    assert spoken["it-region:19", "presence_hotspot", noon] == 5481
    assert len({o.place for o in report.observations}) == 20


def test_nationalities_are_codes_and_the_remainder_is_passed_over():
    report = parsed("it_nationalities", ITALY / "nazionalita.csv")
    rows = rows_of(ITALY / "nazionalita.csv")
    coded = [r for r in rows if r["ISO_3166-1"]]
    assert len(rows) - len(coded) == sum(r["Nazione"].lower() == "altre" for r in rows)
    assert len(report.observations) == len(coded)
    assert sum(o.value for o in report.observations) == sum(int(r["Valore"]) for r in coded)
    assert report.rejects == ()


def test_a_list_of_addresses_is_refused_with_its_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.delenv("MODE", raising=False)
    file = ITALY / "anagrafica-report.csv"
    code, summary = ingest_table(SPECS / "it_sea_arrivals.yaml", [file], mode="live", backfill=False)
    assert (code, summary["accepted"]) == (2, 0)
    assert summary["failed"] == {"anagrafica-report.csv": "missing_column: Data"}


def test_routes_add_up_to_their_published_totals():
    report = parsed("frontex_routes", FRONTEX)
    rows = rows_of(FRONTEX)
    totals = Counter()
    for o in report.observations:
        totals[o.metric] += int(o.value)
    assert (len(rows), len(report.observations)) == (196, 196 * 9)
    assert sorted(totals.values()) == sorted(
        [1379, 1_252_298, 135_336, 55_938, 1_740_759, 71, 168_384, 1_363_571, 249_133]
    )
    columns = [name for name in rows[0] if name != "month"]
    assert sorted(totals.values()) == sorted(sum(int(r[name]) for r in rows) for name in columns)
    zone = ZoneInfo("Europe/Warsaw")
    eastern = sorted(
        (o.valid_from, o.value)
        for o in report.observations
        if o.metric == "detections_eastern_borders" and datetime.fromtimestamp(o.valid_from, zone).year == 2021
    )
    assert [value for _, value in eastern] == [31, 28, 42, 147, 121, 601, 3236, 1953, 421, 780, 559, 156]


BELARUS = ("BY-PL-01", "BY-PL-02", "BY-PL-03", "BY-PL-04", "BY-PL-05", "BY-PL-06", "pl:lipszczany")
MONTHS = [85_679, 91_143, 113_249, 111_360]


def by_month(observations, metrics, places=None):
    sums = Counter()
    for o in observations:
        if o.metric in metrics and (places is None or o.place in places):
            sums[datetime.fromtimestamp(o.valid_from + 86_400, UTC).month] += int(o.value)
    return [sums[month] for month in sorted(sums)]


def test_road_traffic_in_long_form_adds_up_by_month():
    report = parsed("pl_road_traffic", POLAND / "sg2708_monthly_2026.csv")
    rows = rows_of(POLAND / "sg2708_monthly_2026.csv")
    both = {"road_total_to_pl", "road_total_from_pl"}
    theirs = Counter()
    for row in rows:
        if row["vehicle"] == "total":
            theirs[row["month"]] += int(row["vehicles"])
    assert (len(rows), len(report.observations), report.rejects) == (840, 840, ())
    assert by_month(report.observations, both) == list(theirs.values()) == [381_170, 364_724, 454_089, 435_229]
    assert by_month(report.observations, both, BELARUS) == MONTHS


def test_the_workbook_is_read_by_month_and_never_by_its_annual_sheet():
    report = parsed("pl_road_traffic_book", BOOK)
    book = openpyxl.load_workbook(BOOK, read_only=True, data_only=True)
    names = ["I", "II", "III", "IV"]
    theirs = [list(book[name].iter_rows(min_row=6, max_row=30, max_col=2, values_only=True)) for name in names]
    assert by_month(report.observations, {"border_all"}) == [rows[0][1] for rows in theirs]
    section = [next(value for text, value in rows if text == "z Republiką Białoruś") for rows in theirs]
    assert by_month(report.observations, {"border_all"}, BELARUS) == section == MONTHS
    assert sum(by_month(report.observations, {"border_all"})) == book["Razem 2026"]["B6"].value == 1_635_212
    published = {"Terespol": (34_710, 32_485, 39_460, 37_052), "BY-PL-01": (16_943, 15_805, 22_640, 24_603)}
    assert by_month(report.observations, {"border_all"}, ["BY-PL-05"]) == list(published["Terespol"])
    assert by_month(report.observations, {"border_all"}, ["BY-PL-01"]) == list(published["BY-PL-01"])
    closed = ["pl:lipszczany", "BY-PL-03", "BY-PL-06"]
    assert by_month(report.observations, {"border_all"}, closed) == [0, 0, 0, 0]
    medyka, malhowice = (by_month(report.observations, {"border_all"}, [f"PL-UA-{n}"]) for n in ("medyka", "malhowice"))
    assert sum(medyka) == 227_506
    assert sum(malhowice) != 227_506
    assert Counter(r.reason for r in report.rejects) == {"not_published": 8}


def test_recorded_waits_are_read_with_their_duplicates_and_blanks(tmp_path, monkeypatch):
    report = parsed("pl_recorded_waits", POLAND / "granica_waits.csv")
    rows = rows_of(POLAND / "granica_waits.csv")
    pairs = Counter((r["scraped_at"], r["crossing_id"]) for r in rows)
    blank = {kind: sum(not r[f"{kind}_exit_min"] for r in rows) for kind in ("cars", "trucks", "buses")}
    assert (len(rows), sum(n - 1 for n in pairs.values())) == (6021, 27)
    assert blank == {"cars": 735, "trucks": 719, "buses": 92}
    counted = Counter(o.metric.removeprefix("recorded_wait_") for o in report.observations)
    assert counted == {kind: 6021 - missing for kind, missing in blank.items()}
    longest = max(o.value for o in report.observations if o.metric == "recorded_wait_trucks")
    assert longest == max(float(r["trucks_exit_min"] or 0) for r in rows)
    assert 30 < longest / 60 < 32
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.delenv("MODE", raising=False)
    code, summary = ingest_table(
        SPECS / "pl_recorded_waits.yaml", [POLAND / "granica_waits.csv"], mode="live", backfill=True
    )
    assert code == 0
    assert summary["accepted"] + summary["duplicates"] + summary["conflicts"] == len(report.observations)
    assert summary["duplicates"] + summary["conflicts"] == len(report.observations) - len(
        {(o.place, o.metric, o.valid_to) for o in report.observations}
    )


@pytest.mark.parametrize("spec", sorted(path.stem for path in SPECS.glob("*.yaml")))
def test_each_worked_spec_refuses_the_files_of_the_others(spec):
    feed = read_spec(SPECS / f"{spec}.yaml", load())
    with pytest.raises(FeedError):
        feed.parse((RECORDED / "belarus_equeue" / "PROVENANCE.md").read_bytes(), Context(load(), "x", NOW))


def test_a_year_of_reports_is_read_in_bounded_time():
    assert floors(lambda: parsed("it_sea_arrivals", ITALY / "sbarchi-per-giorno.csv")) < 200
