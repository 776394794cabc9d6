"""Looking names up by sound, by beginning, and by likeness."""

from collections.abc import Iterable

from django.db import connection
from django.db.models.functions import Length, Reverse

from search.analysis.sound import readings, sound_keys
from search.names.models import Name, NameKey
from search.names.near import is_near

LOOKED_AT = 60
_KEYS = "(SELECT kind, key, name_id FROM search_namekey WHERE {} ORDER BY heft DESC LIMIT %(most)s)"
_EXACT, _TWO_LETTERS, _BEGINNING = map(_KEYS.format, ("key = %(typed)s", "left(key, 2) = %(typed)s", "key LIKE %(beginning)s"))
_LIKELIEST = """SELECT kind, key, text FROM ({keys}) AS heard JOIN search_name named ON named.id = heard.name_id
    ORDER BY 1000 * (key = %(typed)s)::int + weight DESC, text LIMIT %(most)s"""


def names_by_sound(typed: str, limit: int = 3, *, whole: bool = False) -> list[str]:
    """Return what *typed* (latin letters, no spaces) may stand for, in full pinyin or by initials, likeliest first.

    A name that is longer than what was typed gives its beginning, when that ends with a whole syllable. With *whole* only
    names that were typed to their end count.
    """
    if len(typed) < 2:
        return []
    keys = _EXACT if whole else f"{_EXACT} UNION {_TWO_LETTERS if len(typed) == 2 else _BEGINNING}"
    params: dict[str, str | int] = {"typed": typed, "beginning": _beginning(typed), "most": LOOKED_AT}
    with connection.cursor() as cursor:
        cursor.execute(_LIKELIEST.format(keys=keys), params)
        return _distinct((_heard_part(typed, *row) for row in cursor.fetchall()), limit)


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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM search_name WHERE text LIKE %s ORDER BY weight DESC, text LIMIT %s", [_beginning(text), limit]
        )
        return [name for (name,) in cursor.fetchall()]


def _beginning(text: str) -> str:
    return str(connection.ops.prep_for_like_query(text)) + "%"


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
