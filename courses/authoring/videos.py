"""The teacher's one list of videos: what each is, how far it has come, who uses it, and what to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.authoring.models import LessonUpload
from courses.authoring.selectors import courses_to_manage, courses_to_write, lesson_sketches
from courses.authoring.sketches import LessonSketch
from courses.catalogue.models import CoursePage, LessonPage
from media_pipeline.api import AssetProgress, AssetState, CaptionState, caption_state, poster_urls, progress_of

STATES: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "wanted": (_("等您处理"), (AssetState.REJECTED, AssetState.FAILED, AssetState.DAMAGED)),
    "working": (
        _("处理中"),
        (AssetState.COMPOSING, AssetState.STORED, AssetState.PROBED, AssetState.PLANNED, AssetState.ENCODING, AssetState.PACKAGED),
    ),
    "uploading": (_("没有传完"), (AssetState.UPLOADING,)),
    "ready": (_("可用"), (AssetState.READY,)),
}


@dataclass(frozen=True)
class VideoRow:
    """One video. ``used_by`` are the lessons that show it, now or once their draft is approved.

    ``captions`` is empty, ``draft`` or ``approved``. ``next_step`` names the one thing to do: ``resume``, ``replace``, ``retry``,
    ``decide``, ``caption``, ``proofread``, ``delete``, or nothing.
    """

    upload: LessonUpload
    progress: AssetProgress
    used_by: list[LessonSketch]
    captions: str
    poster_url: str

    @property
    def next_step(self) -> str:
        """Return what the teacher should do next."""
        state = self.progress.state
        if not self.used_by and (self.progress.is_final or state == AssetState.UPLOADING):
            return "delete"
        if state == AssetState.READY:
            return {"": "caption", CaptionState.DRAFT: "proofread"}.get(self.captions, "")
        steps = {AssetState.UPLOADING: "resume", AssetState.REJECTED: "replace", AssetState.DAMAGED: "decide"}
        if state == AssetState.FAILED:
            return "retry" if self.progress.can_retry else "replace"
        return steps.get(AssetState(state), "")


def courses_with_videos(person: Any) -> QuerySet[CoursePage]:
    """Return the courses whose videos *person* sees: those they teach and those of the organisations they manage."""
    mine, managed = courses_to_write(person).values("pk"), courses_to_manage(person).values("pk")
    return CoursePage.objects.filter(Q(pk__in=mine) | Q(pk__in=managed))


def videos_of(person: Any, *, text: str = "", state: str = "", course_id: int = 0) -> QuerySet[LessonUpload]:
    """Return the videos of the courses that *person* works on, newest first; *state* is one of ``STATES``."""
    videos = LessonUpload.objects.filter(course__in=courses_with_videos(person).values("pk"))
    if text := text.strip():
        videos = videos.filter(Q(asset__file_name__icontains=text) | Q(lesson__draft_title__icontains=text))
    if state in STATES:
        videos = videos.filter(asset__state__in=STATES[state][1])
    if course_id:
        videos = videos.filter(course_id=course_id)
    shown = videos.exclude(asset__state=AssetState.DELETING).select_related("asset", "lesson", "course")
    return shown.defer("lesson__body", "course__summary", "asset__probe", "asset__plan").order_by("-created_at", "-pk")


def video_rows(uploads: Sequence[LessonUpload]) -> list[VideoRow]:
    """Return what the list says of each; eight queries however many there are."""
    ids = [upload.asset_id for upload in uploads]
    progress, captions, posters = progress_of(ids), caption_state(ids), poster_urls(ids)
    users = users_of(ids, [upload.lesson_id for upload in uploads])
    return [
        VideoRow(upload, progress[pk], users[pk], captions.get(pk, ""), posters.get(pk, ""))
        for upload in uploads
        if (pk := upload.asset_id) in progress
    ]


def users_of(asset_ids: Iterable[int], lesson_ids: Iterable[int]) -> dict[int, list[LessonSketch]]:
    """Return by video the lessons that show it: any published one, and those among *lesson_ids* whose draft does. Two queries."""
    wanted = set(asset_ids)
    live = dict(LessonPage.objects.filter(asset_id__in=wanted).values_list("pk", "asset_id"))
    sketches = lesson_sketches({*live, *lesson_ids})
    users: dict[int, list[LessonSketch]] = {asset_id: [] for asset_id in wanted}
    for pk, sketch in sorted(sketches.items()):
        for asset_id in wanted & {sketch.asset_id or 0, live.get(pk) or 0}:
            users[asset_id].append(sketch)
    return users
