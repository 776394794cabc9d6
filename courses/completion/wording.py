"""How lengths of time are said to learners."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def spoken_seconds(seconds: int) -> str:
    """Return a length as people say it: 40 秒, 6 分 30 秒, 1 小时 05 分."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)s 秒") % {"seconds": rest}
    if minutes < 60:
        return _("%(minutes)s 分 %(seconds)s 秒") % {"minutes": minutes, "seconds": f"{rest:02d}"}
    return _("%(hours)s 小时 %(minutes)s 分") % {"hours": minutes // 60, "minutes": f"{minutes % 60:02d}"}


def clock(seconds: int) -> str:
    """Return a place in a video: 06:42, 1:02:03."""
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes:02d}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def spoken_spans(spans: Iterable[tuple[int, int]]) -> str:
    """Return spans of seconds as places: 06:42–10:15、13:20–18:05."""
    return "、".join(f"{clock(start)}–{clock(end)}" for start, end in spans)
