"""IOM's flow monitoring and displacement, UNHCR's portal: samples, and the defects that their real reports have."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from data.domain.moment import HOUR, parse_iso
from data.feeds import all_feeds
from data.feeds.contract import FeedError
from data.reference import load

SAMPLES = Path(__file__).parent / "samples"
NOW = parse_iso("2026-11-20T12:00:00Z")


def parse(feed, body, context, stamp=NOW):
    content = body if isinstance(body, bytes) else body.encode()
    return all_feeds()[feed].parse(content, replace(context, stamp=stamp))


def sample(name):
    return (SAMPLES / name).read_bytes()


def values(report):
    return {(o.place, o.metric, o.valid_to): o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def day(text):
    return parse_iso(f"{text}T00:00:00+03:00")


class TestFlows:
    def test_columns_are_known_by_tag_in_any_order_of_attributes(self, context):
        report = parse("iom_flows", sample("iom_flows.csv"), context)
        ends = day("2026-11-17")
        assert values(report)["BY-PL-01", "flow_in", ends] == 120
        assert values(report)["BY-PL-01", "flow_in_female", ends] == 41
        assert values(report)["BY-PL-01", "flow_in_children", ends] == 18
        assert values(report)["BY-PL-01", "flow_out", ends] == 7
        assert ("grodno-pl", "flow_in_female", ends) not in values(report)
        assert reasons(report) == [(5, "#loc", "unknown_place"), (6, "#affected", "bad_number")]

    def test_a_day_is_one_of_minsk_and_its_report_is_made_at_the_end_of_another(self, context):
        first = parse("iom_flows", sample("iom_flows.csv"), context).observations[0]
        assert (first.valid_from, first.valid_to) == (day("2026-11-16"), day("2026-11-17"))
        assert first.issued == day("2026-11-18")

    def test_a_smaller_area_that_is_unknown_is_not_taken_for_its_country(self, context):
        report = parse("iom_flows", sample("iom_flows_displacement.csv"), context)
        assert {o.place for o in report.observations} == {"UKR"}
        assert [r.reason for r in report.rejects] == ["unknown_place"]
        assert values(report)["UKR", "displaced", day("2026-11-01")] == 1_204_000

    def test_a_flow_of_a_day_that_is_not_over_is_a_placeholder_and_a_stock_stands_now(self, context):
        table = "#loc+code,#date+reported,#affected+in,#affected+idps\nBY-PL-01,2026-11-20,5,900\n"
        report = parse("iom_flows", table, context)
        assert values(report) == {("BY-PL-01", "displaced", NOW): 900}
        assert reasons(report) == [(2, "#date", "after_report")]

    @pytest.mark.parametrize(
        ("table", "reason"),
        [
            ("a,b\n1,2\n", "no_hashtags"),
            ("#loc,#date\nx,2026-11-01\n", "missing_column"),
            ("#loc,#affected+in\nx,4\n", "missing_column"),
            ("#date,#affected+in\n2026-11-01,4\n", "missing_column"),
            ("#loc,#date,#affected+in,#affected+in\n", "duplicate_column"),
        ],
    )
    def test_a_table_that_cannot_be_it_is_refused(self, context, table, reason):
        with pytest.raises(FeedError) as refusal:
            parse("iom_flows", table, context)
        assert refusal.value.reason == reason

    def test_impossible_days_and_long_periods_are_named(self, context):
        table = (
            "#loc+code,#date+start,#date+end,#affected+in\nBY-PL-01,2026-02-30,2026-03-01,1\n"
            "BY-PL-01,2026-11-01,2026-11-15,1\nBY-PL-01,01/02/2026,01/02/2026,1\n"
        )
        report = parse("iom_flows", table, context)
        assert [r.reason for r in report.rejects] == ["bad_time", "bad_period", "bad_time"]

    def test_a_plate_in_a_cell_is_counted_and_left_behind(self, context):
        table = "#loc+code,#date,#affected+in\nBY-PL-01,2026-11-01,1234 AB-7\n"
        report = parse("iom_flows", table, context)
        assert (report.personal_data_dropped, "1234" in repr(report)) == (1, False)

    def test_a_row_of_a_district_is_not_one_of_its_oblast(self, context):
        table = "#adm1+code,#adm2+code,#date,#affected+idps\nBY-HR,BY-HR-01,2026-11-01,40\nBY-HR,,2026-11-01,900\n"
        report = parse("iom_flows", table, context)
        assert list(values(report).values()) == [900]
        assert reasons(report) == [(2, "#adm2", "unknown_place")]

    def test_a_name_that_may_mean_two_places_means_none(self, context):
        known = load()
        table = "#loc+{},#date,#affected+in\n{},2026-11-01,4\n"
        report = parse("iom_flows", table.format("name", "Bruzgi"), replace(context, reference=known))
        assert (values(report), reasons(report)) == ({}, [(2, "#loc", "unknown_place")])
        report = parse("iom_flows", table.format("code", "bruzgi"), replace(context, reference=known))
        assert {o.place for o in report.observations} == {"bruzgi"}

    def test_parts_of_a_breakdown_never_pass_for_the_whole(self, context):
        table = "#loc+code,#cause+type,#date,#affected+in\nBY-PL-01,war,2026-11-01,40\nBY-PL-01,flood,2026-11-01,2\n"
        report = parse("iom_flows", table, context)
        assert (values(report), {r.reason for r in report.rejects}) == ({}, {"duplicate_row"})
        again = parse("iom_flows", table.replace(",2\n", ",40\n"), context)
        assert (list(values(again).values()), reasons(again)) == ([40], [(3, "flow_in", "duplicate_row")])

    def test_two_columns_of_one_meaning_are_refused(self, context):
        with pytest.raises(FeedError, match="duplicate_column"):
            parse("iom_flows", "#loc,#date,#affected+idps,#affected+idps+ind\n", context)

    def test_a_stock_of_a_day_after_its_report_is_a_placeholder(self, context):
        table = "#loc+code,#date,#date+reported,#affected+idps\nBY-PL-01,2026-11-18,2026-11-01,900\n"
        report = parse("iom_flows", table, context)
        assert (values(report), reasons(report)) == ({}, [(2, "#date", "after_report")])

    def test_a_row_whose_counts_cannot_be_read_was_not_heard(self, context):
        table = "#loc+code,#date,#affected+in\nBY-PL-01,2026-11-01,{}\n"
        assert parse("iom_flows", table.format("many"), context).units == frozenset()
        assert parse("iom_flows", table.format(" "), context).units == {"iom_flows"}

    def test_endless_tags_over_endless_short_rows_cost_no_memory(self, context):
        tags = ",".join(f"#a{n}" for n in range(500))
        tracemalloc.start()
        report = parse("iom_flows", f"#loc,#date,#affected+in,{tags}\n" + "x\n" * 19_000, context)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(report.rejects) == 19_000
        assert peak < 100_000_000
        with pytest.raises(FeedError, match="too_many_rows"):
            parse("iom_flows", "#loc,#date,#affected+in\n" + "x\n" * 20_001, context)
        with pytest.raises(FeedError, match="too_many_rows"):
            parse(
                "iom_flows",
                "#loc,#date,#affected+in,#affected+out,#affected+idps,#affected+in+f,#affected+in+m\n" + "x\n" * 16_001,
                context,
            )


class TestDisplacement:
    def test_parts_by_reason_add_up_and_an_unknown_part_makes_the_whole_unknown(self, context):
        report = parse("iom_displacement", sample("iom_displacement.json"), context)
        at = parse_iso("2026-09-30T00:00:00Z")
        assert values(report) == {("UKR", "idps", at): 1_204_000}
        assert reasons(report) == [(3, "admin0Pcode", "unknown_place")]

    def test_another_way_of_counting_is_never_added(self, context):
        document = orjson.loads(sample("iom_displacement.json"))
        document["result"].append({**document["result"][0], "assessmentType": "SA"})
        document["result"].append(document["result"][1])
        report = parse("iom_displacement", orjson.dumps(document), context)
        assert next(iter(values(report).values())) == 1_204_000
        assert [r.reason for r in report.rejects].count("duplicate_row") == 2

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ('{"isSuccess": false, "result": [], "errorMessages": ["no key"]}', "sender_error"),
            ('{"isSuccess": true}', "unknown_shape"),
            ("[1]", "unknown_shape"),
            ("", "empty_body"),
        ],
    )
    def test_an_error_with_status_200_is_an_error(self, context, body, reason):
        with pytest.raises(FeedError) as refusal:
            parse("iom_displacement", body, context)
        assert refusal.value.reason == reason
        assert "key" not in str(refusal.value)

    def test_countries_are_asked_for_their_last_rounds(self, reference):
        asks = all_feeds()["iom_displacement"].requests(reference, NOW)
        assert [ask.name for ask in asks] == ["admin0/BLR", "admin0/UKR"]
        assert asks[0].path.endswith("FromReportingDate=2026-07-23")

    @pytest.mark.parametrize(
        "odd",
        [
            {"admin1Pcode": ["x"]},
            {"admin0Pcode": {}},
            {"displacementReason": []},
            {"roundNumber": {"a": 1}},
            {"displacementReason": "x" * 1_000},
        ],
    )
    def test_lists_where_words_belong_cost_their_row_alone(self, context, odd):
        document = orjson.loads(sample("iom_displacement.json"))
        document["result"] = [{**document["result"][0], **odd}]
        report = parse("iom_displacement", orjson.dumps(document), context)
        assert (values(report), len(report.rejects), report.units) == ({}, 1, frozenset())

    def test_a_deep_list_is_not_written_out(self, context):
        row = '{"admin0Pcode": "UKR", "reportingDate": "2026-09-30", "displacementReason": %s}' % (
            "[" * 900 + "]" * 900
        )
        assert reasons(parse("iom_displacement", f'{{"result": [{row}]}}', context)) == [(1, None, "bad_row")]

    def test_a_row_of_a_district_is_of_no_oblast(self, context):
        row = {"admin0Pcode": "BLR", "admin1Pcode": "BY-HR", "admin2Pcode": "x", "reportingDate": "2026-09-30"}
        report = parse("iom_displacement", orjson.dumps({"result": [{**row, "numPresentIdpInd": 4}]}), context)
        assert reasons(report) == [(1, "admin2Pcode", "unknown_place")]

    def test_parts_by_origin_add_up_within_the_bounds(self, context):
        row = {"admin0Pcode": "UKR", "reportingDate": "2026-09-30", "displacementReason": "Conflict"}
        rows = [{**row, "idpOriginAdmin1Name": name, "numPresentIdpInd": 5} for name in "abb"]
        report = parse("iom_displacement", orjson.dumps({"result": rows}), context)
        assert list(values(report).values()) == [10]
        assert reasons(report) == [(3, "displacementReason", "duplicate_row")]
        rows = [{**row, "idpOriginAdmin1Name": name, "numPresentIdpInd": 90_000_000} for name in "ab"]
        report = parse("iom_displacement", orjson.dumps({"result": rows}), context)
        assert (values(report), report.rejects[0].reason) == ({}, "out_of_bounds")


class TestPortal:
    def test_numbers_may_be_text_with_commas_and_null_is_missing(self, context):
        report = parse("unhcr_arrivals", sample("unhcr_arrivals.json"), context)
        assert list(values(report).values()) == [5_812_300, 5_812_900]
        assert {o.place for o in report.observations} == {"UKR"}

    def test_hosts_are_known_by_their_english_name(self, context):
        report = parse("unhcr_arrivals", sample("unhcr_arrivals_hosts.json"), context)
        at = parse_iso("2026-11-11T00:00:00Z")
        assert values(report) == {("POL", "refugees_hosted", at): 998_100, ("BLR", "refugees_hosted", at): 41_200}
        assert reasons(report) == [(3, "geomaster_name", "unknown_place")]

    @pytest.mark.parametrize("header", ["", "data_date,individuals\n", "\ufeffdate,unix,individuals\n"])
    def test_text_is_read_with_and_without_a_header(self, context, header):
        report = parse("unhcr_arrivals", header + sample("unhcr_arrivals_text.txt").decode(), context)
        assert list(values(report).values()) == [5_812_300, 5_812_900]

    def test_two_series_one_after_the_other_are_refused(self, context):
        text = "2026-11-14,5\n2026-11-15,6\n2026-11-13,4\n"
        with pytest.raises(FeedError, match="two_series"):
            parse("unhcr_arrivals", text, context)
        series = [{"data_date": d, "individuals": 1} for d in ("2026-11-14", "2026-11-12")]
        with pytest.raises(FeedError, match="two_series"):
            parse("unhcr_arrivals", orjson.dumps({"data": {"timeseries": series}}), context)

    def test_the_day_of_asking_stands_at_the_time_of_asking(self, context):
        report = parse("unhcr_arrivals", "2026-11-20,7\n", context)
        assert report.observations[0].valid_to == NOW
        late = parse("unhcr_arrivals", "2026-11-20,7\n", context, stamp=NOW - 24 * HOUR)
        assert reasons(late) == [(1, "data_date", "after_report")]

    @pytest.mark.parametrize("body", ["sorry, maintenance\n", "{}", '{"data": {}}'])
    def test_what_is_no_series_is_refused(self, context, body):
        with pytest.raises(FeedError, match="unknown_shape"):
            parse("unhcr_arrivals", body, context)

    @pytest.mark.parametrize(
        "body", ['{"data": []}', '{"data": {"timeseries": []}}', '{"data": [{"geomaster_name": "X"}]}']
    )
    def test_an_answer_without_a_figure_was_not_heard(self, context, body):
        assert parse("unhcr_arrivals", body, context).units == frozenset()

    def test_two_groups_of_one_country_are_not_merged(self, context):
        hosts = [{"geomaster_name": "Poland", "date": "2026-11-10", "individuals": n} for n in (900, 70)]
        report = parse("unhcr_arrivals", orjson.dumps({"data": hosts}), context)
        assert (values(report), [r.reason for r in report.rejects]) == ({}, ["duplicate_row"] * 2)

    @pytest.mark.parametrize(("text", "value"), [("1,234", 1234), ("12,345,678", 12_345_678), (" 7 ", 7)])
    def test_commas_between_thousands(self, context, text, value):
        series = [{"data_date": "2026-11-14", "individuals": text}]
        report = parse("unhcr_arrivals", orjson.dumps({"data": {"timeseries": series}}), context)
        assert list(values(report).values()) == [value]

    @pytest.mark.parametrize("text", ["12,5", "1,2,3", ",5", "1234,567", "٣", "1e3"])
    def test_a_comma_that_may_be_a_decimal_one_is_not_guessed(self, context, text):
        series = [{"data_date": "2026-11-14", "individuals": text}]
        report = parse("unhcr_arrivals", orjson.dumps({"data": {"timeseries": series}}), context)
        assert reasons(report) == [(1, "individuals", "bad_number")]

    def test_of_several_cells_the_one_under_its_title_counts_and_none_is_guessed(self, context):
        titled = parse("unhcr_arrivals", "date,individuals,unix\n2026-11-14,5,1795000000\n", context)
        assert list(values(titled).values()) == [5]
        split = parse("unhcr_arrivals", "2026-11-14,1,234\n", context)
        assert (values(split), reasons(split)) == ({}, [(1, None, "long_row")])

    def test_its_age_runs_from_its_newest_day_however_often_it_is_asked(self):
        assert all_feeds()["unhcr_arrivals"].speaks == "periods"
