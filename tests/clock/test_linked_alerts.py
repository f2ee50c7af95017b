"""An index of hazard alerts over real HTTP: what it only links to is asked on the same host, and kept."""

import httpx
import pytest

from data.domain.moment import HOUR, iso
from data.refresh import Memory, refresh
from tests.clock.conftest import NOW

FEED = "mchs_cap_alerts"
ENTRY = '<entry><id>{0}</id><title>x</title><link type="application/cap+xml" href="{1}"/></entry>'


@pytest.fixture
def client():
    with httpx.Client(trust_env=False) as opened:
        yield opened


def index(*entries):
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'


def message(identifier):
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>'
        f"<sender>s@x</sender><sent>{iso(NOW - HOUR).replace('Z', '-00:00')}</sent><status>Actual</status>"
        "<msgType>Alert</msgType><scope>Public</scope><info><category>Met</category><event>Frost</event>"
        "<urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty></info></alert>"
    )


def test_linked_messages_are_kept_and_nothing_is_counted_as_missing(make_desk, agency, client):
    agency.say("/cap", index(ENTRY.format("a", "/cap/a.xml"), ENTRY.format("b", "b.xml")))
    agency.say("/cap/a.xml", message("a"))
    agency.say("/b.xml", message("b"))
    desk = make_desk({FEED: f"{agency.url}/cap"})
    refresh(desk, desk.feeds[FEED], client, Memory())
    assert {alert.identifier for alert in desk.store.hazards(0)} == {"a", "b"}
    assert desk.store.quarantine() == []
    assert desk.store.feed_records(desk.now())[FEED].failure is None


def test_a_link_to_another_host_is_never_asked(make_desk, agency, client):
    agency.say("/cap", index(ENTRY.format("a", "http://elsewhere.example/a.xml")))
    desk = make_desk({FEED: f"{agency.url}/cap"})
    refresh(desk, desk.feeds[FEED], client, Memory())
    assert agency.asked == ["/cap"]
    (run,) = desk.store.runs(FEED)
    assert (run.run.reason, run.run.detail) == ("follow_refused", "1")


def test_a_linked_message_that_does_not_come_makes_the_feed_fail(make_desk, agency, client):
    agency.say("/cap", index(ENTRY.format("a", "/gone.xml")))
    desk = make_desk({FEED: f"{agency.url}/cap"})
    refresh(desk, desk.feeds[FEED], client, Memory())
    assert desk.store.feed_records(desk.now())[FEED].failure.reason == "http_status"
