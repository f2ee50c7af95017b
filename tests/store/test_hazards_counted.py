"""Hazard messages are counted like observations: new, known, and those that replace a kept one."""

from data.domain.hazard import HazardAlert


def alert(identifier, message="Alert", references=(), sent=1_763_460_000):
    return HazardAlert(identifier, "mchs@x", sent, "Actual", message, references)


def counts(receipt):
    return receipt.accepted, receipt.duplicates, receipt.superseded


def test_a_message_counts_once(desk):
    assert counts(desk.record(alerts=(alert("a"), alert("b")))) == (2, 0, 0)
    assert counts(desk.record(alerts=(alert("a"), alert("c")))) == (1, 1, 0)


def test_an_update_of_a_kept_message_supersedes_and_that_of_an_unknown_one_does_not(desk):
    desk.record(alerts=(alert("a"),))
    known = (("a", "mchs@x", 1_763_460_000),)
    strange = (("z", "mchs@x", 1_763_460_000),)
    assert counts(desk.record(alerts=(alert("u", "Update", known), alert("v", "Cancel", strange)))) == (2, 0, 1)
    assert counts(desk.record(alerts=(alert("u", "Update", known),))) == (0, 1, 0)


def test_a_message_and_its_cancel_in_one_report(desk):
    cancel = alert("c", "Cancel", (("a", "mchs@x", 1_763_460_000),))
    assert counts(desk.record(alerts=(alert("a"), cancel))) == (2, 0, 1)
