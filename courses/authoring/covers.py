"""The picture on a course's cover."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images.models import Image
from wagtail.images.rect import Rect

from accounts.api import Person
from courses.authoring.drafts import course_draft, open_for_editing, save_draft
from courses.catalogue.models import CoursePage
from foundation.api import InvalidInput, NotFound

MAX_BYTES = 10 * 1024 * 1024
MIN_SIDE = 400
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


@transaction.atomic
def set_cover(course: CoursePage, *, actor: Person, file: UploadedFile) -> CoursePage:
    """Make the picture in *file* the draft's cover; return the draft.

    *file* has been opened once by the form (``file.image``), so its format and size are known to be true.
    """
    _refuse_unfit(file)
    open_for_editing(course.pk, actor=actor)
    draft = course_draft(course)
    draft.cover = Image.objects.create(title=draft.title[:255], file=file, uploaded_by_user=actor)
    save_draft(draft, actor=actor)
    return draft


@transaction.atomic
def use_generated_cover(course: CoursePage, *, actor: Person) -> CoursePage:
    """Choose the cover that the site draws, on purpose; return the draft."""
    open_for_editing(course.pk, actor=actor)
    draft = course_draft(course)
    draft.cover = None
    draft.generated_cover_accepted = True
    save_draft(draft, actor=actor)
    return draft


@transaction.atomic
def set_cover_focus(course: CoursePage, *, actor: Person, x: int, y: int) -> CoursePage:
    """Keep the point *x*, *y* (per cent from the left and the top) of the cover in view, however it is cropped."""
    open_for_editing(course.pk, actor=actor)
    draft = course_draft(course)
    if draft.cover is None:
        raise NotFound(_("还没有上传封面图片。"))
    image = draft.cover
    image.set_focal_point(Rect.from_point(image.width * x // 100, image.height * y // 100, image.width // 3, image.height // 3))
    image.save()
    return draft


def focus_of(image: Image) -> tuple[int, int]:
    """Return the point that is kept in view, in per cent; the middle when none was chosen."""
    if image.focal_point_x is None or image.focal_point_y is None:
        return 50, 50
    return image.focal_point_x * 100 // image.width, image.focal_point_y * 100 // image.height


def _refuse_unfit(file: UploadedFile) -> None:
    picture = getattr(file, "image", None)
    if picture is None or picture.format not in FORMATS:
        raise InvalidInput(_("请用 JPG、PNG 或 WebP 图片。"), fields={"file": _("请用 JPG、PNG 或 WebP 图片")})
    if (file.size or 0) > MAX_BYTES:
        raise InvalidInput(_("图片超过 10 MB，请缩小后再传。"), fields={"file": _("超过 10 MB")})
    if min(picture.size) < MIN_SIDE or picture.size[0] * picture.size[1] > MAX_PIXELS:
        message = _("图片 %(w)s×%(h)s 像素：短边要在 %(least)s 以上，总共不超过 4000 万。") % {
            "w": picture.size[0],
            "h": picture.size[1],
            "least": MIN_SIDE,
        }
        raise InvalidInput(message, fields={"file": message})
