"""What a worker answers about the picture, over real HTTP."""

import time

import httpx
import orjson
import pytest

from tests.dashboard import stage


def board(web, version, view="duty", **query):
    return web.get(f"/board/{view}/{version}", params=query)


def test_the_version_comes_with_beat_time_speed_and_mode(web, first_version):
    found = web.get("/version").json()
    assert found["version"] == first_version
    assert {"clock_beat", "speed", "now", "mode", "build", "timebase"} <= found.keys()
    assert found["mode"] == "exercise"


def test_an_unchanged_version_is_not_sent_again(web):
    tag = web.get("/version").headers["etag"]
    assert web.get("/version", headers={"if-none-match": tag}).status_code == 304


def test_a_board_maps_components_to_properties(web, first_version):
    found = board(web, first_version, lang="be").json()
    assert found["words"]["data"]["language"] == "be"
    assert found["known"]["children"][0]["props"]["children"] == [str(first_version)]


def test_a_board_is_immutable_and_named_by_its_version(web, first_version):
    answer = board(web, first_version)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["etag"].startswith(f'"{first_version}-')
    assert answer.headers["x-board"] == "whole"
    again = web.get(f"/board/duty/{first_version}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("accepted", "used"), [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_board_goes_out_in_the_form_that_is_asked_for(web, first_version, accepted, used):
    answer = web.get(f"/board/duty/{first_version}", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == used
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.json()["words"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/board/nowhere/{v}", 404),
        ("/board/duty/{v}?lang=de", 404),
        ("/board/duty/{v}?theme=pink", 404),
        ("/board/duty/{v}?audience=public", 403),
        ("/board/duty/abc", 404),
        ("/board/duty/1", 410),
        ("/board/duty/9999999999999999", 404),
        ("/board/duty/99999999999999999999999", 404),
        ("/board//{v}", 404),
        ("/board/section:nowhere/{v}", 404),
        ("/nothing", 404),
        ("/board/..%2F..%2Fetc/{v}", 404),
        ("/_dash-ws-callback", 404),
        ("/docs", 404),
        ("/openapi.json", 404),
    ],
)
def test_what_does_not_exist_is_refused_with_its_status(web, first_version, path, status):
    assert web.get(path.format(v=first_version)).status_code == status


def test_a_foreign_host_gets_nothing(web):
    answer = web.get("/version", headers={"host": "mezha.example"})
    assert (answer.status_code, answer.json()) == (421, {"error": "unknown_host"})


def test_a_foreign_page_cannot_reach_the_callbacks_of_dash(web):
    answer = httpx.post(f"{web.url}/_dash-update-component", json={}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403


def test_every_answer_carries_the_headers_of_the_house(web):
    for path in ("/version", "/", "/nothing", "/assets/favicon.svg"):
        headers = web.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"


def test_a_difference_holds_only_what_changed(state, web, first_version):
    board(web, first_version)
    second = stage.publish(state, stage.changed(stage.surge()))
    stage.wait_until(lambda: web.get("/version").json()["version"] == second)
    difference = board(web, second, since=first_version)
    assert difference.headers["x-board"] == "since"
    assert difference.json().keys() == {"sections", "known"}
    whole = board(web, second)
    assert {**board(web, first_version).json(), **difference.json()} == whole.json()


def test_a_difference_to_something_else_is_the_whole(web, first_version):
    version = web.get("/version").json()["version"]
    for since in (version, 12, "x"):
        answer = board(web, version, since=since)
        assert answer.headers["x-board"] == "whole"
        assert "words" in answer.json()


def test_health_and_readiness_are_told_with_reasons(tmp_path, state, web):
    assert web.get("/healthz").text == "ok\n"
    stage.beat(state, web.get("/version").json()["version"])
    stage.wait_until(lambda: web.get("/readyz").status_code == 200)
    with stage.running(tmp_path) as empty:
        answer = empty.get("/readyz")
        assert (answer.status_code, answer.json()["reasons"]) == (503, ["no_situation", "clock_silent"])
        found = empty.get("/version").json()
        assert {found[name] for name in ("version", "clock_beat", "now", "speed", "timebase")} == {None}
        assert found["mode"] == "exercise"
        assert next(empty.events())[1]["now"] is None
        assert empty.get("/api/situation").status_code == 503
        assert empty.get("/board/duty/5").status_code == 404


def test_a_beat_that_is_too_old_makes_the_worker_unready(state, web):
    stage.beat(state, web.get("/version").json()["version"], at=time.time() - 31)
    stage.wait_until(lambda: web.get("/readyz").json()["reasons"] == ["clock_silent"])


def test_metrics_are_in_the_text_format_of_prometheus(web, first_version):
    board(web, first_version)
    board(web, first_version)
    lines = web.get("/metrics").text.splitlines()
    assert any(line.startswith('mezha_boards_total{from="memory"}') for line in lines)
    assert any(line.startswith("mezha_viewers ") for line in lines)
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in lines)


def test_words_of_the_shell_come_before_any_board(web):
    found = web.get("/shell/be").json()
    assert found["language"] == "be"
    assert found["section_of"]["bruzgi"] == "grodno-pl"
    assert "grodno-pl" in found["sections"]
    assert {role["id"] for role in found["roles"]} >= {"duty_gpk", "duty_mz", "leadership"}
    assert web.get("/shell/xx").status_code == 404


def test_the_largest_script_goes_out_compressed_from_the_second_process_on_without_work(state, web):
    path = "/_dash-component-suites/plotly/package_data/plotly.min.js"
    answer = web.get(path, headers={"accept-encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert int(answer.headers["content-length"]) < 1_300_000
    assert list((state / "static-cache").glob("*.br"))
    assert web.get(path, headers={"accept-encoding": "br", "if-none-match": answer.headers["etag"]}).status_code == 304


def test_assets_that_are_named_by_their_content_are_kept_for_good(web):
    assert "immutable" in web.get("/assets/favicon.svg?m=1").headers["cache-control"]
    assert web.get("/assets/favicon.svg").headers["cache-control"] == "no-cache"
    assert web.get("/assets/../settings.py").status_code == 404
    assert web.get("/assets/%2e%2e/settings.py").status_code == 404


def test_a_page_has_no_address_of_anybody_else(web):
    for path in ("/", "/wall"):
        html = web.get(path).text
        config = orjson.loads(html.partition('type="application/json">')[2].partition("</script>")[0])
        assert "websocket" not in config
        assert "//" not in html.partition("<body>")[0]
        assert 'src="//' not in html
        assert 'src="http' not in html
