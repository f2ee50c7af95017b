"""The supervisor and the clock agree on how long an orderly end may take."""

from dashboard.demo import STOP_WITHIN_S
from data.rhythm import DRAIN_S


def test_no_clock_is_killed_while_its_jobs_end():
    assert STOP_WITHIN_S > DRAIN_S
