"""Words and lists of the shell: what the browser script says by itself, before and without any board."""

from typing import Any, Final

from dashboard.access.actor import ADMIN, ROLES
from data.domain.places import Reference
from data.i18n import LANGUAGES, Words, load_words

REFUSALS: Final = (
    *("no_role", "other_agency", "not_for_visitors", "unknown_feed", "manual_not_allowed", "already_reported"),
    *("bad_entry", "unknown_place", "nothing_entered", "unknown_metric", "not_whole", "out_of_bounds"),
    *("period_needed", "bad_period", "ahead_of_now", "clock_silent", "store_busy", "clock_refused"),
)
"""Why an entry by hand or a request to run a feed is refused, as `POST /api/manual/{feed}` says it."""
SHELL_KEYS: Final = (
    *("title", "skip_to_alerts", "h", "min", "d", "s", "beat_live"),
    *("screen_lost", "wall_silent"),
    *("no_contact_since", "data_clock_silent_since", "picture_of", "contact_restored", "shell_picture_stuck_since"),
    *("shell_waiting", "shell_level_rise", "shell_changes"),
    *("shell_language", "shell_theme_to_light", "shell_theme_to_dark", "shell_role", "shell_role_none"),
    *("map_title", "shell_zoom_in", "shell_zoom_out", "shell_zoom_reset", "shell_key_map"),
    *("shell_keys_title", "shell_keys_single", "shell_close"),
    *("shell_key_move", "shell_key_number", "shell_key_enter", "shell_key_pages", "shell_key_language"),
    *("shell_key_help", "shell_key_escape"),
    *("shell_setup_title", "shell_setup_distance", "shell_setup_height", "shell_setup_floor", "shell_setup_rows"),
    *("shell_setup_assumed", "shell_setup_ruler"),
    *("skip_to_data_board", "shell_key_feed", "data_entry_send", "data_entry_cancel"),
    *("data_told_run", "data_told_needs_admin", "data_told_no_contact", "data_told_refused"),
    *("data_told_entered", "data_told_same", "data_told_waiting", *(f"data_told_{reason}" for reason in REFUSALS)),
)
"""Words that the script asks for by key."""


def shell_words(language: str, reference: Reference) -> dict[str, Any] | None:
    """Texts by key with their placeholders standing, roles by name, and which section a place belongs to.

    None where the language is not one of ours.
    """
    if language not in LANGUAGES:
        return None
    words = load_words(language, reference)
    return {
        "language": language,
        "languages": list(LANGUAGES),
        "words": {key: words.t(key) for key in SHELL_KEYS},
        "roles": [{"id": actor.role, "name": _role(words, actor.role, actor.agency)} for actor in ROLES.values()],
        "sections": [section.id for section in reference.sections],
        "section_of": _section_of(reference),
    }


def _role(words: Words, role: str, agency: str) -> str:
    return (
        words.t(f"shell_role_{role}")
        if role in {"leadership", ADMIN}
        else f"{words.t('role_duty')}, {words.short(agency)}"
    )


def _section_of(reference: Reference) -> dict[str, str]:
    crossings = {c.id: c.section for c in reference.crossings if c.section is not None}
    return {**crossings, **{site.id: site.section for site in reference.sites}}
