"""The kinds of notices, registered by each app in its ``notices.py``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_KINDS: dict[str, "NoticeKind"] = {}
_GAP = re.compile(r"%\((\w+)\)s")

INBOX = "inbox"
MAIL = "mail"


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice. ``title`` and ``body`` are (lazily translated) texts with ``%(name)s`` gaps.

    ``default_channels`` are used unless the person chose otherwise; the inbox always is.
    """

    key: str
    title: "str | _StrPromise"
    body: "str | _StrPromise"
    default_channels: tuple[str, ...] = (INBOX, MAIL)

    def render_title(self, context: Mapping[str, str]) -> str:
        """Return the title with its gaps filled, in the language that is active now."""
        return fill(str(self.title), context)

    def render_body(self, context: Mapping[str, str]) -> str:
        """Return the body with its gaps filled, in the language that is active now."""
        return fill(str(self.body), context)

    def gaps(self) -> list[str]:
        """Return the names of all gaps, each once, in the order of their first use."""
        return list(dict.fromkeys(_GAP.findall(f"{self.title} {self.body}")))


def fill(text: str, context: Mapping[str, str]) -> str:
    """Fill the ``%(name)s`` gaps of *text*. A gap without a value stays empty; nothing else is interpreted."""
    return _GAP.sub(lambda match: str(context.get(match[1], "")), text)


def register_notice(kind: NoticeKind) -> NoticeKind:
    """Make *kind* known and return it. Two different kinds under one key are a programming error."""
    if _KINDS.setdefault(kind.key, kind) != kind:
        raise ValueError(f"another notice kind is registered as {kind.key}")
    return kind


def notice_kind(key: str) -> NoticeKind:
    """Return the kind registered as *key*, or a plain one for notices whose kind the code no longer has."""
    return _KINDS.get(key) or NoticeKind(key, title=_("一条通知"), body="")


def is_registered(key: str) -> bool:
    """Return whether a kind is registered as *key*."""
    return key in _KINDS


def notice_kinds() -> list[NoticeKind]:
    """Return all registered kinds, by key."""
    return [_KINDS[key] for key in sorted(_KINDS)]
