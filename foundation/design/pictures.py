"""Pictures that people upload for covers and portraits: which are fit, and the point of them that stays in view."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.images.rect import Rect

from foundation.errors import InvalidInput

MAX_BYTES = 10 * 1024 * 1024
MIN_SIDE = 400
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


def check_picture(file: UploadedFile, *, min_side: int = MIN_SIDE) -> None:
    """Raise ``InvalidInput`` (field ``file``) for a picture that is of another format, too large or too small.

    *file* has been opened once by a form's image field (``file.image``), so its format and size are known to be true.
    """
    picture = getattr(file, "image", None)
    if picture is None or picture.format not in FORMATS:
        raise InvalidInput(_("请用 JPG、PNG 或 WebP 图片。"), fields={"file": _("请用 JPG、PNG 或 WebP 图片")})
    if (file.size or 0) > MAX_BYTES:
        raise InvalidInput(_("图片超过 10 MB，请缩小后再传。"), fields={"file": _("超过 10 MB")})
    width, height = picture.size
    if min(width, height) < min_side or width * height > MAX_PIXELS:
        message = _("图片 %(w)s×%(h)s 像素：短边要在 %(least)s 以上，总共不超过 4000 万。") % {
            "w": width,
            "h": height,
            "least": min_side,
        }
        raise InvalidInput(message, fields={"file": message})


def set_focus(image: Any, *, x: int, y: int) -> None:
    """Keep the point *x*, *y* (per cent from the left and the top) of *image* in view, however it is cropped."""
    image.set_focal_point(Rect.from_point(image.width * x // 100, image.height * y // 100, image.width // 3, image.height // 3))
    image.save()


def focus_of(image: Any) -> tuple[int, int]:
    """Return the point that is kept in view, in per cent; the middle when none was chosen."""
    if image.focal_point_x is None or image.focal_point_y is None:
        return 50, 50
    return image.focal_point_x * 100 // image.width, image.focal_point_y * 100 // image.height
