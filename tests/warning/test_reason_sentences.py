import pytest

from data.domain.warning import Reason
from data.i18n.catalogue import LANGUAGES, LOCALES, read_catalogue
from data.indicators import all_indicators
from data.reference import load_rules
from data.warning import sentence


def reason(**changes):
    base = {
        "rule": "BD1-2", "level": 2, "text_key": "rule_bd1_ratio", "indicator": "bd1", "observed": 393.0,
        "expected": 69.0, "threshold": 2.5, "measure": "ratio", "ratio": 5.7, "unit": "persons", "subject": "",
        "valid_to": 1, "source": "gpk_detections", "confidence": "", "window_h": 24.0, "fresh": True,
        "evaluations": 5,
    }  # fmt: skip
    return Reason(**{**base, **changes})


def test_a_sentence_holds_the_numbers_that_the_engine_returned():
    notice = sentence(reason())
    assert notice.key == "rule_bd1_ratio"
    assert {k: notice.args[k] for k in ("observed", "expected", "ratio", "threshold", "n", "rule")} == {
        "observed": 393, "expected": 69, "ratio": 5.7, "threshold": 2.5, "n": 5, "rule": "BD1-2"
    }  # fmt: skip


def test_shares_are_named_so_that_they_are_shown_as_percent():
    notice = sentence(reason(text_key="rule_in2", unit="share", observed=0.87, threshold=0.85, measure="value"))
    assert (notice.args["observed_share"], notice.args["threshold_share"]) == (0.87, 0.85)
    assert "observed" not in notice.args


def test_every_indicator_is_used_by_a_rule():
    used = {c.indicator for rule in load_rules().rules for c in (*rule.all, *rule.any)}
    assert used >= set(all_indicators())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", load_rules().rules, ids=lambda rule: rule.id)
def test_every_rule_that_can_be_met_has_a_sentence_in_every_language(rule, language):
    catalogue = read_catalogue(language) if (LOCALES / f"{language}.po").exists() else None
    if catalogue is None:
        pytest.skip("the catalogues are not built")
    for condition in (*rule.all, *rule.any):
        suffix = "" if condition.measure == "value" else f"_{condition.measure}"
        if condition.indicator in all_indicators():
            assert f"rule_{condition.indicator}{suffix}" in catalogue
            assert f"indicator_{condition.indicator}" in catalogue
