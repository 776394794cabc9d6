"""Which language a page is in: the one that the reader chose, else Chinese."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from foundation.design.merged_texts import merge_texts
from foundation.design.preferences import read_preferences


class ChosenLanguageMiddleware:
    """Use the language cookie and nothing else.

    Django's own middleware also follows the browser's ``Accept-Language``. Many residents use phones and shared
    computers whose system language nobody ever set; the city's site greets them in Chinese, and pages stay cacheable.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        merge_texts()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = read_preferences(request).language
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
