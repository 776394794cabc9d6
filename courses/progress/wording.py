"""What the player says under the video."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from courses.completion.wording import spoken_seconds


def what_happened(seconds: int, needed: int, reasons: Sequence[str], *, completed: bool) -> str:
    """Return one sentence: completed, why something was not counted, or how much is missing."""
    if completed:
        return _("这一课已学完")
    for reason, text in _whys().items():
        if reason in reasons:
            return text
    return _("再看 %(time)s，就算学完") % {"time": spoken_seconds(max(0, needed - seconds))}


def _whys() -> dict[str, str]:
    return {
        "too_fast": _("放得太快的部分没有计入，调慢一点就接着计"),
        "skipped_ahead": _("第一次看请按顺序，跳过去的部分没有计入"),
        "no_real_time": _("同时在别处播放的时间只算一份，这一段没有计入"),
        "clipped": _("比实际时间多出的部分没有计入"),
    }
