"""Looking names up by sound, by beginning, and by likeness."""

from collections.abc import Iterable

from django.db.models import Case, F, FloatField, Value, When
from django.db.models.functions import Length, Reverse

from search.analysis.sound import readings, sound_keys
from search.names.models import Name, NameKey
from search.names.near import is_near

LOOKED_AT = 60


def names_by_sound(typed: str, limit: int = 3, *, whole: bool = False) -> list[str]:
    """Return what *typed* (latin letters, no spaces) may stand for, in full pinyin or by initials, likeliest first.

    A name that is longer than what was typed gives its beginning, when that ends with a whole syllable. With *whole* only
    names that were typed to their end count.
    """
    if len(typed) < 2:
        return []
    keys = NameKey.objects.filter(**{"key" if whole else "key__startswith": typed}).annotate(
        fits=Case(When(key=typed, then=Value(1000.0)), default=Value(0.0), output_field=FloatField()) + F("name__weight")
    )
    rows = keys.order_by("-fits", "name__text").values_list("kind", "key", "name__text")[:LOOKED_AT]
    return _distinct((_heard_part(typed, kind, key, text) for kind, key, text in rows), limit)


def names_of_same_sound(text: str, limit: int = 3) -> list[str]:
    """Return other names that sound like the Chinese *text*."""
    if len(text) < 2:
        return []
    keys = NameKey.objects.filter(kind=NameKey.Kind.SOUND, key__in=sound_keys(text)).exclude(name__text=text)
    same_length = keys.annotate(length=Length("name__text")).filter(length=len(text))
    return _distinct(same_length.order_by("-name__weight", "name__text").values_list("name__text", flat=True)[:LOOKED_AT], limit)


def names_near(text: str, limit: int = 3) -> list[str]:
    """Return names that are *text* with one slip of the finger. One half of the word is taken to be right."""
    if len(text) < 2:
        return []
    half = len(text) // 2
    lengths = range(len(text) - 2, len(text) + 3)
    names = Name.objects.annotate(length=Length("text"), backwards=Reverse("text")).filter(length__in=lengths)
    begins = names.filter(text__startswith=text[:half]).order_by("-weight").values_list("text", flat=True)[:300]
    ends = names.filter(backwards__startswith=text[half:][::-1]).order_by("-weight").values_list("text", flat=True)[:300]
    near = [name for name in [*begins, *ends] if is_near(text, name)]
    return _distinct(sorted(near, key=lambda name: len(name) != len(text)), limit)


def names_beginning(text: str, limit: int) -> list[str]:
    """Return the weightiest names that begin with *text*."""
    found = Name.objects.filter(text__startswith=text).order_by("-weight", "text")
    return list(found.values_list("text", flat=True)[:limit])


def _heard_part(typed: str, kind: str, key: str, text: str) -> str:
    if key == typed or not all(readings(character) for character in text):
        return text
    if kind == NameKey.Kind.INITIALS:
        return text[: len(typed)]
    for end in range(2, len(text)):
        if typed in sound_keys(text[:end]):
            return text[:end]
    return text


def _distinct(names: Iterable[str], limit: int) -> list[str]:
    """Return the first *limit* different names; those after them are never worked out."""
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        if len(found) == limit:
            break
    return list(found)
