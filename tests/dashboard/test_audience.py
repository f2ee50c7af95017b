"""Who may see which board: staff all of them, visitors those that are made for visitors."""

import pytest

from dashboard.access.actor import ROLES, Actor, may_see
from dashboard.delivery.boards import AUDIENCES
from dashboard.drawing import FOR_VISITORS
from tests.dashboard import stage

GUEST = {"cookie": "mezha_role=guest"}
STAFF = {"cookie": "mezha_role=duty_mz"}


def asked(web, path, headers, audience):
    return web.get(path, headers=headers, params={"audience": audience} if audience else {})


@pytest.mark.parametrize("headers", [{}, STAFF])
@pytest.mark.parametrize("audience", ["", *AUDIENCES])
def test_staff_may_ask_for_any_audience(web, first_version, headers, audience):
    assert asked(web, f"/board/wall/{first_version}", headers, audience).status_code == 200


def test_visitors_may_ask_only_for_what_is_made_for_them(web, first_version):
    path = f"/board/wall/{first_version}"
    assert asked(web, path, GUEST, "visitors").status_code == 200
    for audience in ("", "staff"):
        answer = asked(web, path, GUEST, audience)
        assert (answer.status_code, answer.json()) == (403, {"error": "audience_not_open"})


def test_what_staff_asked_for_a_moment_ago_is_not_handed_to_visitors(web, first_version):
    path = f"/board/wall/{first_version}?lang=be&theme=light&audience=staff"
    answer = web.get(path, headers=STAFF)
    assert answer.status_code == 200
    assert "private" in answer.headers["cache-control"]
    held = {"if-none-match": answer.headers["etag"]}
    assert web.get(path, headers={**GUEST, **held}).status_code == 403
    assert web.get(path, headers={**STAFF, **held}).status_code == 304


@pytest.mark.parametrize("view", ["duty", "section:grodno-pl"])
@pytest.mark.parametrize("headers", [{}, STAFF, GUEST])
def test_a_view_without_a_form_for_visitors_is_refused_to_everybody_who_asks_for_it(web, first_version, view, headers):
    answer = asked(web, f"/board/{view}/{first_version}", headers, "visitors")
    assert (answer.status_code, answer.json()) == (403, {"error": "audience_not_open"})


def test_visitors_get_neither_the_whole_situation_nor_a_say_in_it(web):
    assert web.get("/api/situation", headers=GUEST).status_code == 403
    assert web.get("/api/situation", headers=STAFF).status_code == 200
    decision = {"place": "grodno-pl", "level": 3, "agrees": True, "role": "duty_mz", "agency": "mz"}
    for headers in (GUEST, {**GUEST, "x-actor": "scripted"}):
        answer = web.post("/api/decisions", json=decision, headers=headers)
        assert (answer.status_code, answer.json()) == (403, {"error": "not_for_visitors"})
    answer = web.post("/api/actor", json={"role": "duty_mz"}, headers=GUEST)
    assert (answer.status_code, answer.json()) == (403, {"error": "not_for_visitors"})


def test_only_the_wall_has_a_form_for_visitors():
    assert frozenset({"wall"}) == FOR_VISITORS


def test_who_is_nobody_in_particular_serves_on_this_machine_and_is_staff():
    guest = Actor("guest", "gpk", audience="visitors")
    for audience in AUDIENCES:
        assert may_see(None, audience)
        assert all(may_see(actor, audience) for actor in ROLES.values())
        assert may_see(guest, audience) is (audience == "visitors")


def test_the_product_asks_for_the_actor_of_the_cookie(tmp_path):
    version = stage.publish(tmp_path, stage.surge())
    with stage.running(tmp_path, app="dashboard.server") as web:
        for view, status in (("duty", 403), ("section:grodno-pl", 403), ("wall", 200)):
            assert web.get(f"/board/{view}/{version}?audience=visitors").status_code == status
