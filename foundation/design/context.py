"""What every template may use: the reader's preferences and the name of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from foundation.design.preferences import read_preferences

HTML_LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}


def design(request: HttpRequest) -> dict[str, Any]:
    """Return ``preferences``, ``site_name`` and ``html_language``. No database."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "preferences": read_preferences(request),
        "site_name": settings.SITE_NAME,
        "html_language": HTML_LANGUAGES.get(language, language),
    }
