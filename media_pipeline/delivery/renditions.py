"""What each way to watch a lesson costs a person who pays for the line: megabytes for an hour, from the sizes of the files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

_PICTURE = re.compile(r"^(\d{2,4})\.mp4$")
_SOUND = "audio.mp4"


@dataclass(frozen=True)
class Rendition:
    """One size of the picture: ``name`` is its short side in pixels, ``mb_per_hour`` megabytes for an hour, sound included."""

    name: str
    mb_per_hour: int

    @property
    def label(self) -> str:
        """The name that people know from other players."""
        side = int(self.name)
        word = _("超清") if side >= 1080 else _("高清") if side >= 720 else _("清晰") if side >= 480 else _("流畅")
        return f"{self.name}P {word}"


def renditions_of(sizes: Mapping[str, int], duration_ms: int) -> list[Rendition]:
    """Return the sizes of the picture from the largest down; *sizes* are bytes by the name of the file in the package."""
    sound = sizes.get(_SOUND, 0)
    pictures = {match[1]: size for name, size in sizes.items() if (match := _PICTURE.match(name))}
    found = [Rendition(name, _megabytes_per_hour(size + sound, duration_ms)) for name, size in pictures.items()]
    return sorted(found, key=lambda rendition: -int(rendition.name))


def sound_mb_per_hour(sizes: Mapping[str, int], duration_ms: int) -> int:
    """Return what an hour of listening costs in megabytes; 0 without sound."""
    return _megabytes_per_hour(sizes[_SOUND], duration_ms) if _SOUND in sizes else 0


def _megabytes_per_hour(size: int, duration_ms: int) -> int:
    """Return whole megabytes for an hour, at least one."""
    return max(1, round(size / duration_ms * 3.6))
