"""All texts of a language in one dictionary, so that writing a text costs one look-up.

Django keeps a catalogue for each app and asks them in turn, then asks the fallbacks of each catalogue. Our own texts are
Chinese in the code: a page in Chinese finds none of them in any catalogue and pays for the whole walk, hundreds of times
a page. The answers are the same as Django's own, texts of Django and Wagtail and forms for a number included.
"""

from collections.abc import Callable, Iterator, Mapping
from gettext import GNUTranslations, NullTranslations
from typing import Any

from django.conf import settings
from django.utils.translation import trans_real

Plural = Callable[[int], int]
"""From a number to the index of the form that it takes."""


class MergedTexts(trans_real.TranslationCatalog):
    """The catalogues of a translation and of its fallbacks: one dictionary of texts, and forms for a number apart.

    Forms stay with the rule of the catalogue that they come from; neighbours with the same rule are joined.
    """

    def __init__(self, translation: NullTranslations) -> None:
        self._catalogs: list[dict[Any, str]] = []
        self._plurals: list[Plural] = []
        self._texts: dict[str, str] = {}
        for link in _chain(translation):
            self._take_texts(link)
            for catalogue, plural in _parts(link):
                self._take_forms(catalogue, plural)

    def get(self, key: object, default: Any = None) -> Any:
        """Return the text for *key*; the form for one, which gettext asks for next, is among the texts already."""
        return self._texts.get(key, default)  # type: ignore[call-overload]

    def _take_texts(self, link: GNUTranslations) -> None:
        """Add the texts of *link* that no earlier one has: its plain texts first, then its forms for one, as gettext asks."""
        items = list(link._catalog.items())  # type: ignore[attr-defined]
        one = link.plural(1)  # type: ignore[attr-defined]
        for key, text in items:
            if isinstance(key, str):
                self._texts.setdefault(key, text)
        for key, text in items:
            if isinstance(key, tuple) and key[1] == one:
                self._texts.setdefault(key[0], text)

    def _take_forms(self, catalogue: Mapping[Any, str], plural: Plural) -> None:
        if not self._plurals or _code(self._plurals[-1]) != _code(plural):
            self._catalogs.append({})
            self._plurals.append(plural)
        for key, text in catalogue.items():
            self._catalogs[-1].setdefault(key, text)


def merge_texts() -> None:
    """Merge the texts of every language of the site, for this process. Doing it again changes nothing."""
    for language, _name in settings.LANGUAGES:
        translation: Any = trans_real.translation(language)
        if not isinstance(translation._catalog, MergedTexts):
            # the fallback goes last: until then another thread finds the same answers twice
            translation._catalog = MergedTexts(translation)
            translation._fallback = None


def _chain(translation: NullTranslations | None) -> Iterator[GNUTranslations]:
    """Yield *translation* and its fallbacks, in the order in which gettext asks them."""
    while translation is not None:
        if isinstance(translation, GNUTranslations):
            yield translation
        translation = translation._fallback  # type: ignore[attr-defined]


def _parts(link: GNUTranslations) -> list[tuple[Mapping[Any, str], Plural]]:
    """Return the catalogues of *link*, each with its rule for numbers."""
    catalogue: Any = link._catalog  # type: ignore[attr-defined]
    if isinstance(catalogue, trans_real.TranslationCatalog):
        parts: Any = catalogue
        return list(zip(parts._catalogs, parts._plurals, strict=True))
    return [(catalogue, link.plural)]  # type: ignore[attr-defined]


def _code(plural: Plural) -> object:
    """Return what makes two rules the same rule."""
    return plural.__code__
