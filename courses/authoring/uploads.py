"""Video files on their way into lessons."""

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from accounts.api import Person
from courses.authoring.drafts import lesson_draft, lock_course, open_for_editing, save_draft
from courses.authoring.models import LessonUpload
from courses.authoring.outline import add_lesson
from courses.authoring.policies import may_edit_course
from courses.authoring.services import TITLE_LENGTH
from courses.authoring.videos import users_of
from courses.catalogue.models import CoursePage, LessonPage
from foundation.api import Conflict, NotFound
from media_pipeline.api import Asset, Upload, delete_asset, start_upload


@transaction.atomic
def start_lesson_upload(
    course: CoursePage, *, actor: Person, file_name: str, size: int, content_type: str = "", lesson_id: int | None = None
) -> tuple[Upload, LessonPage]:
    """Make room for a video of *size* bytes: a new lesson named after the file, or a new video for lesson *lesson_id*.

    Returns the upload to send the bytes to, and the lesson's draft. A refused file leaves no lesson behind.
    """
    locked = open_for_editing(course.pk, actor=actor)
    upload = start_upload(
        actor=actor, organisation_id=locked.organisation_id, file_name=file_name, size=size, content_type=content_type
    )
    if lesson_id is None:
        lesson_id = add_lesson(locked, actor=actor, title=title_from(file_name)).pk
    draft = lesson_draft(locked, lesson_id)
    draft.asset_id = upload.asset_id
    draft.duration_ms = 0
    save_draft(draft, actor=actor)
    LessonUpload.objects.create(course=locked, lesson_id=lesson_id, asset_id=upload.asset_id, person=actor)
    return upload, draft


@transaction.atomic
def note_duration(asset_id: int, duration_ms: int) -> None:
    """Write a ready video's length (milliseconds) into its lesson, live row and latest draft alike; twice changes nothing more.

    The draft's revision is amended rather than followed by a new one: nobody edited anything.
    """
    upload = LessonUpload.objects.filter(asset_id=asset_id).first()
    if upload is None:
        return
    lock_course(upload.course_id)
    LessonPage.objects.filter(pk=upload.lesson_id, asset_id=asset_id).update(duration_ms=duration_ms)
    lesson = LessonPage.objects.select_related("latest_revision").get(pk=upload.lesson_id)
    content = lesson.latest_revision.content
    if content.get("asset") == asset_id and content.get("duration_ms") != duration_ms:
        content["duration_ms"] = duration_ms
        Revision.objects.filter(pk=lesson.latest_revision_id).update(content=content)


def dismiss_upload(asset_id: int, *, actor: Person) -> None:
    """Take one of *actor*'s own files off the list of files being worked on."""
    updated = LessonUpload.objects.filter(asset_id=asset_id, person=actor).update(dismissed_at=timezone.now())
    if not updated:
        raise NotFound(_("列表里没有这个文件。"))


@transaction.atomic
def delete_video(asset_id: int, *, actor: Person) -> None:
    """Delete a video that no lesson shows, neither now nor in its draft; the same again changes nothing more.

    ``NotFound`` for people who have nothing to do with its course, ``Conflict`` while a lesson uses it or it is being worked on.
    """
    upload = LessonUpload.objects.select_related("course__organisation").filter(asset_id=asset_id).first()
    if upload is None or not may_edit_course(actor, upload.course):
        raise NotFound(_("没有这个视频，可能已经删除。"))
    lock_course(upload.course_id)
    if users := users_of([asset_id], [upload.lesson_id])[asset_id]:
        raise Conflict(_("“%(lesson)s”还在用这个视频。先在那一课里拿掉它，再来删。") % {"lesson": users[0].title})
    delete_asset(Asset.objects.get(pk=asset_id), actor=actor)


def may_work_on_video(person: Person, asset: Asset) -> bool:
    """Say whether *person* edits the course that *asset* was uploaded into: its other teachers and its managers."""
    upload = LessonUpload.objects.select_related("course__organisation").filter(asset=asset).first()
    return upload is not None and may_edit_course(person, upload.course)


def title_from(file_name: str) -> str:
    """Return a lesson title for a file name: ``第1课_先听他说.mp4`` → ``第1课 先听他说``."""
    stem = PurePath(file_name.replace("\\", "/")).stem.replace("_", " ")
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in stem).split())
    return cleaned[:TITLE_LENGTH] or _("未命名的一课")
