"""Reading a query: which words were meant, which were quoted, which must not occur.

Nothing typed ever reaches an engine as an operator: words come out as plain folded text.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import rjieba

from search.analysis.folding import fold_text
from search.analysis.stopwords import STOP_WORDS
from search.analysis.tokens import HAN, query_terms, runs

MAX_CHARACTERS = 100
MAX_WORDS = 8
_QUOTED = r'"[^"]+"|“[^“”]+”|「[^「」]+」|『[^『』]+』|《[^《》]+》'
_PIECE = re.compile(rf"(?P<minus>(?:^|(?<=\s))-)?(?:(?P<quoted>{_QUOTED})|(?P<plain>[^\s\"“「『《]+|[\"“「『《]))")
_ENDINGS = "子儿头"
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_DICTIONARY = rjieba.Jieba()
_HAN = re.compile(rf"[{HAN}]+")
_CODE = re.compile(r"[a-z0-9]+[+#]*(?:[-_./'][a-z0-9]+[+#]*)*")


@dataclass(frozen=True, slots=True)
class Word:
    """One thing asked for, folded. A quoted one is looked for as it stands."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood. ``chunks`` are the words of each unquoted piece between spaces: slips span words, not spaces."""

    text: str
    words: tuple[Word, ...] = ()
    excluded: tuple[str, ...] = ()
    chunks: tuple[tuple[str, ...], ...] = ()


def read_query(text: str, *, vocabulary: Collection[str] = (), keeps_all: bool = False) -> Reading:
    """Read what was typed. *vocabulary* holds folded words that stay whole, such as those with synonyms; *keeps_all* asks for
    single characters beside words too, as somebody does who wants exactly what was typed.

    Too long queries are cut to ``MAX_CHARACTERS`` and ``MAX_WORDS``; no text raises an error.
    """
    folded = " ".join(fold_text(text[: MAX_CHARACTERS * 4]).split())[:MAX_CHARACTERS]
    words: list[Word] = []
    excluded: list[str] = []
    chunks: list[tuple[str, ...]] = []
    for match in _PIECE.finditer(folded):
        piece = match["quoted"][1:-1].strip() if match["quoted"] else match["plain"]
        if not query_terms(piece):
            continue
        if match["minus"]:
            excluded.append(piece)
        elif match["quoted"]:
            words.append(Word(piece, is_quoted=True))
        else:
            chunks.append(tuple(cut_words(piece, vocabulary)))
            words.extend(Word(word) for word in (chunks[-1] if keeps_all else telling_words(chunks[-1])))
    kept = _limit(words)
    asked = {word.text for word in kept}
    cut = tuple(tuple(word for word in chunk if word in asked or _is_silent(word)) for chunk in chunks)
    return Reading(folded, kept, tuple(dict.fromkeys(excluded))[:MAX_WORDS], tuple(filter(None, cut)))


def cut_words(chunk: str, vocabulary: Collection[str] = ()) -> list[str]:
    """Cut a piece of folded text without spaces into words, those of *vocabulary* whole and longest first.

    What no engine keeps, such as a digit of another script, is left out.
    """
    words: list[str] = []
    for is_known, part in _split_known(chunk, vocabulary, _inner_places(chunk)):
        words.extend([part] if is_known else _cut_unknown(part))
    return [word for word in words if runs(word)]


def smaller_parts(word: str) -> list[str]:
    """Return the dictionary words inside *word* and what they leave over; empty when the dictionary knows none."""
    inside = sorted((part for part in rjieba.cut_for_search(word) if 1 < len(part) < len(word)), key=len, reverse=True)
    if not inside:
        return []
    return [part for _, part in _split_known(word, set(inside), {}) if query_terms(part)]


def is_known(word: str) -> bool:
    """Whether the dictionary has *word*: then it was meant as it stands."""
    return bool(_DICTIONARY.has_word(word))


def telling_words(piece: Sequence[str]) -> Sequence[str]:
    """Leave out single characters beside longer words of the same piece: the 养 of 养兰花 says little that 兰花 does not.

    A character that stands between spaces was meant, and so was a family name.
    """
    return [word for word in piece if not is_lone(word) or word in _FAMILY_NAMES] or piece


def is_lone(word: str) -> bool:
    """Whether *word* is a single Chinese character."""
    return len(word) == 1 and bool(_HAN.fullmatch(word))


def stem(word: str) -> str:
    """Return the one character that carries a word of two: 裤 of 裤子, 星 of 星星; empty when both do."""
    is_stretched = len(word) == 2 and bool(_HAN.fullmatch(word)) and (word[1] in _ENDINGS or word[0] == word[1])
    return word[0] if is_stretched else ""


def pairs(word: str) -> list[str]:
    """Return the overlapping pairs of a Chinese word."""
    return [word[place : place + 2] for place in range(len(word) - 1)] if _HAN.fullmatch(word) else []


def _is_silent(word: str) -> bool:
    """Whether *word* was left out of the words for being a single character; a slip may have cut it off its neighbours."""
    return is_lone(word) and word not in STOP_WORDS


def _limit(words: list[Word]) -> tuple[Word, ...]:
    distinct = list(dict.fromkeys(words))
    telling = [word for word in distinct if word.is_quoted or word.text not in STOP_WORDS]
    return tuple((telling or distinct)[:MAX_WORDS])


def _inner_places(chunk: str) -> dict[int, tuple[int, int]]:
    """Return for each place in *chunk* the longer dictionary word around it: 税 in 税务师 is no word of its own."""
    places: dict[int, tuple[int, int]] = {}
    start = 0
    for word in rjieba.cut(chunk):
        places |= dict.fromkeys(range(start, start + len(word)), (start, start + len(word)))
        start += len(word)
    return places


def _split_known(text: str, vocabulary: Collection[str], around: Mapping[int, tuple[int, int]]) -> Iterator[tuple[bool, str]]:
    """Yield ``(is in the vocabulary, part)`` in order; a latin word must stand alone to count, and none inside a longer word."""
    longest = max(map(len, vocabulary), default=0)
    place = waiting = 0
    while place < len(text):
        found = next((n for n in range(min(longest, len(text) - place), 0, -1) if text[place : place + n] in vocabulary), 0)
        start, end = around.get(place, (place, place))
        is_inside = start <= place and place + found <= end and found < end - start
        if not found or is_inside or _cuts_latin(text, place) or _cuts_latin(text, place + found):
            place += 1
            continue
        if waiting < place:
            yield False, text[waiting:place]
        yield True, text[place : place + found]
        place = waiting = place + found
    if waiting < len(text):
        yield False, text[waiting:]


def _cuts_latin(text: str, place: int) -> bool:
    codes = "abcdefghijklmnopqrstuvwxyz0123456789"
    return 0 < place < len(text) and text[place - 1] in codes and text[place] in codes


def _cut_unknown(text: str) -> list[str]:
    """Cut what the vocabulary does not know: codes whole, Chinese by the dictionary, lone neighbours joined."""
    pieces: list[tuple[str, int, int]] = []
    for match in re.finditer(rf"{_CODE.pattern}|[^\W_{HAN}a-z0-9]+|[{HAN}]+", text):
        place = match.start()
        for word in rjieba.cut(match[0]) if _HAN.fullmatch(match[0]) else [match[0]]:
            pieces.append((word, place, place + len(word)))
            place += len(word)
    return _join_lone(pieces)


def _join_lone(pieces: list[tuple[str, int, int]]) -> list[str]:
    """Join neighbouring single characters and numbers: 第 3 讲 is one thing, and so is what no dictionary knows."""
    words: list[str] = []
    lone_until = -1
    for word, start, end in pieces:
        is_lone = word not in STOP_WORDS and (len(word) == 1 or word.isdigit()) and bool(runs(word))
        if is_lone and start == lone_until:
            words[-1] += word
        else:
            words.append(word)
        lone_until = end if is_lone else -1
    return words
