"""A reason as a text key with its numbers: the sentence on a screen is built from what the engine returned."""

from data.domain.situation import Notice
from data.domain.warning import Reason, Text


def sentence(reason: Reason) -> Notice:
    """Key `rule_<indicator>[_<measure>]` with codes and numbers; shares are named `*_share`, to be shown as percent."""
    numbers: dict[str, Text] = {
        "observed": reason.observed,
        "expected": reason.expected,
        "threshold": reason.threshold,
    }
    if reason.unit == "share":
        numbers = {f"{name}_share": value for name, value in numbers.items()}
    return Notice(
        reason.text_key,
        {
            **numbers,
            "ratio": reason.ratio,
            "n": reason.evaluations,
            "subject": reason.subject,
            "indicator": reason.indicator,
            "rule": reason.rule,
            "article": reason.article,
        },
    )
