"""Addresses made from titles: Chinese becomes pinyin, so that a link can be read aloud and typed."""

import re
from collections.abc import Collection

from pypinyin import Style, lazy_pinyin

MAX_LENGTH = 60


def slug_from(title: str, *, taken: Collection[str], fallback: str) -> str:
    """Return a slug for *title* that is not in *taken*: 居家照护 → ``ju-jia-zhao-hu``, the second time ``…-2``.

    *fallback* stands in when nothing of the title can be written in ASCII letters and digits (only emoji, say).
    """
    syllables = lazy_pinyin(title, style=Style.NORMAL, errors="default")
    words = re.findall(r"[a-z0-9]+", " ".join(syllables).lower())
    stem = _cut("-".join(words)) or fallback
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _cut(slug: str) -> str:
    """Shorten *slug* to whole syllables within the limit."""
    if len(slug) <= MAX_LENGTH:
        return slug
    head = slug[: MAX_LENGTH + 1].rsplit("-", 1)[0]
    return head[:MAX_LENGTH]
