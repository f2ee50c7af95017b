"""Words and lists of the shell: what the browser script says by itself, before and without any board."""

from typing import Any, Final

from dashboard.access.actor import ROLES
from data.domain.places import Reference
from data.i18n import LANGUAGES, Words, load_words

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
        words.t("shell_role_leadership") if role == "leadership" else f"{words.t('role_duty')}, {words.short(agency)}"
    )


def _section_of(reference: Reference) -> dict[str, str]:
    crossings = {c.id: c.section for c in reference.crossings if c.section is not None}
    return {**crossings, **{site.id: site.section for site in reference.sites}}
