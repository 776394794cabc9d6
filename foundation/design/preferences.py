"""What a reader has chosen for every page: colours, size of text, language. Kept in cookies, read by the server.

Nothing here needs an account or script, and signing in or out changes none of it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

THEME_COOKIE = "theme"
ELDER_COOKIE = "elder"
THEMES = ("light", "dark")
ELDER_SIZES = ("22", "26", "30")
KEPT_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """``theme``: ``light``, ``dark`` or empty (as the device has it). ``elder``: size of text in px, empty outside elder mode."""

    theme: str = ""
    elder: str = ""
    language: str = ""

    @property
    def other_theme(self) -> str:
        """Return the theme that the switch in the footer offers."""
        return "light" if self.theme == "dark" else "dark"


def read_preferences(request: HttpRequest) -> Preferences:
    """Return what the cookies of *request* say; anything that is not a known choice counts as not chosen."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    elder = request.COOKIES.get(ELDER_COOKIE, "")
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return Preferences(
        theme=theme if theme in THEMES else "",
        elder=elder if elder in ELDER_SIZES else "",
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
    )
