"""The ladder: what to try when the words as typed find nothing, one step after the other."""

from collections.abc import Callable, Iterator

from search.analysis.reading import Reading, is_known, pairs, smaller_parts, stem, telling_words
from search.analysis.sound import sound_keys, syllables, typed_sound
from search.engines.groups import make_group
from search.engines.plan import Group, Plan
from search.enums import Step
from search.names.selectors import names_by_sound, names_near, names_of_same_sound
from search.synonyms.tables import SynonymTable

PARTIAL_SHARE = 0.34
"""Share of the summed rarity that a partly fitting document must contain. Words that no document has count in the sum."""

MIXED_KEYS = 4
"""So many readings are tried of what is typed half in Chinese, half in pinyin."""

type Lookup = Callable[[str], list[str]]
type Attempt = tuple[Step, tuple[Group, ...], str]


def corrections(reading: Reading, plan: Plan, unknown: frozenset[str]) -> Iterator[Attempt]:
    """Yield step, groups and wording of each correction that the names allow. *unknown* words stand in no document."""
    for step, lookup in ((Step.SOUND, _by_sound), (Step.SAME_SOUND, _same_sound), (Step.NEAR, _near)):
        yield from _correct(step, lookup, reading, plan, unknown)


def split_unknown(plan: Plan, unknown: frozenset[str], synonyms: SynonymTable) -> tuple[Group, ...]:
    """Return the groups with each unknown word cut into what it is made of.

    The parts have synonyms of their own: 租房子 is 租房 to most.
    """
    words = [group.literals[0].text for group in plan.groups]
    is_about_something = any(word not in unknown for word in words)
    groups: list[Group] = []
    for group, word in zip(plan.groups, words, strict=True):
        parts = _parts(word, is_about_something=is_about_something) if word in unknown else []
        groups += [make_group([part], synonyms.get(part, ())) for part in parts] or [group]
    return tuple(groups)


def _parts(word: str, *, is_about_something: bool) -> list[str]:
    """Return the dictionary words inside *word*, its stem, or its pairs; two characters that make no word count one by one,

    but only beside words that documents have: alone they would find anything.
    """
    if parts := smaller_parts(word):
        return parts
    if part := stem(word):
        return [part]
    found = pairs(word)
    return list(word) if is_about_something and len(found) == 1 and not is_known(word) else found


def _correct(step: Step, lookup: Lookup, reading: Reading, plan: Plan, unknown: frozenset[str]) -> Iterator[Attempt]:
    """Correct the whole query, else whole chunks, else single unknown words."""
    whole = "".join("".join(chunk) for chunk in reading.chunks)
    if len(reading.chunks) > 1 and (names := lookup(whole)):
        yield step, (make_group(names),), names[0]
    for units in (reading.chunks, tuple((word,) for chunk in reading.chunks for word in telling_words(chunk))):
        names_of = {unit: lookup("".join(unit)) for unit in units if len(unit) > 1 or unit[0] in unknown}
        if any(names_of.values()):
            quoted = tuple(make_group([word.text]) for word in reading.words if word.is_quoted)
            groups = [group for unit in units for group in _groups_of(unit, names_of.get(unit))]
            yield step, (*groups, *quoted), " ".join((names_of.get(unit) or ["".join(unit)])[0] for unit in units)


def _groups_of(unit: tuple[str, ...], names: list[str] | None) -> list[Group]:
    return [make_group(names)] if names else [make_group([word]) for word in telling_words(unit)]


def _by_sound(typed: str) -> list[str]:
    sound = typed_sound(typed)
    if not sound:
        return []
    if not typed.isascii():
        return list(dict.fromkeys(name for key in sound_keys(typed)[:MIXED_KEYS] for name in names_by_sound(key, whole=True)))
    return names_by_sound(sound) if syllables(sound) or len(sound) <= 8 else []


def _near(text: str) -> list[str]:
    return [] if is_known(text) else names_near(text)


def _same_sound(text: str) -> list[str]:
    return [] if text.isascii() else names_of_same_sound(text)
