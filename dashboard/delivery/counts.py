"""Counters of one worker, told in the Prometheus text format."""

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final

_HELP: Final[Mapping[str, tuple[str, str]]] = {
    "mezha_boards_total": ("counter", "Boards answered, by where they came from."),
    "mezha_boards_drawn_total": ("counter", "Boards drawn by this worker."),
    "mezha_boards_failed_total": ("counter", "Boards that could not be drawn."),
    "mezha_boards_drawing_seconds_total": ("counter", "Time spent drawing boards, threads summed."),
    "mezha_versions_told_total": ("counter", "Versions told to viewers."),
    "mezha_decisions_total": ("counter", "Decisions received, by result."),
    "mezha_entries_total": ("counter", "Values entered by hand, by result."),
    "mezha_pushes_total": ("counter", "Reports pushed by agencies, by result."),
    "mezha_requests_refused_total": ("counter", "Requests refused at the door, by reason."),
    "mezha_viewers": ("gauge", "Viewers that listen for events."),
    "mezha_version_loaded": ("gauge", "Newest version known to this worker."),
    "mezha_version_told": ("gauge", "Newest version told to viewers of this worker."),
    "mezha_clock_beat_age_seconds": ("gauge", "Age of the clock's last sign of life."),
}


class Counts:
    """Counts by metric and label; the event loop and the drawing threads both count."""

    def __init__(self) -> None:
        self._sums: Counter[tuple[str, str]] = Counter()
        self._guard = threading.Lock()

    def add(self, metric: str, label: str = "", amount: float = 1) -> None:
        """Count; `label` is written as Prometheus writes it: `result="memory"`."""
        with self._guard:
            # The annotation of Counter says int; seconds are summed in the same way.
            self._sums[metric, label] += amount  # type: ignore[assignment]

    def text(self, gauges: Mapping[str, float]) -> str:
        """The Prometheus exposition, metrics in a fixed order."""
        lines: list[str] = []
        for metric, (kind, about) in _HELP.items():
            lines += [f"# HELP {metric} {about}", f"# TYPE {metric} {kind}"]
            if metric in gauges:
                lines.append(f"{metric} {gauges[metric]:.10g}")
            samples = sorted((label, total) for (name, label), total in self._sums.items() if name == metric)
            lines += [f"{metric}{f'{{{label}}}' if label else ''} {total:.10g}" for label, total in samples]
        return "\n".join(lines) + "\n"
