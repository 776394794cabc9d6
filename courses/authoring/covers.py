"""The picture on a course's cover."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images.models import Image

from accounts.api import Person
from courses.authoring.drafts import course_draft, open_for_editing, save_draft
from courses.catalogue.models import CoursePage
from foundation.api import NotFound, check_picture, set_focus


@transaction.atomic
def set_cover(course: CoursePage, *, actor: Person, file: UploadedFile) -> CoursePage:
    """Make the picture in *file* the draft's cover; return the draft.

    *file* has been opened once by the form (``file.image``), so its format and size are known to be true.
    """
    check_picture(file)
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
    set_focus(draft.cover, x=x, y=y)
    return draft
