"""The checklist gate: is a course fit to be handed in and published, and what is missing, with the way to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.authoring.selectors import course_sketch, lesson_sketches
from courses.authoring.sketches import CourseSketch, LessonSketch
from courses.catalogue.models import CoursePage
from courses.review.models import CourseStandard, lesson_key
from courses.review.standard import LABELS, CourseFacts, Finding, LessonFacts, evaluate
from foundation.api import InvalidInput, NotFound
from media_pipeline.api import CaptionState, caption_state, progress_of


@dataclass(frozen=True)
class Gap:
    """One missing thing: why, and where to mend it."""

    why: str
    fix_url: str


@dataclass(frozen=True)
class ChecklistItem:
    """One line of the checklist. ``why`` and ``fix_url`` are those of the first of ``gaps``, empty when met."""

    key: str
    label: str
    ok: bool
    why: str = ""
    fix_url: str = ""
    gaps: list[Gap] = field(default_factory=list)


def standard_in_force() -> CourseStandard:
    """Return the newest standard whose day has come."""
    found = CourseStandard.objects.filter(in_force_from__lte=timezone.localdate()).first()
    if found is None:
        raise NotFound(_("还没有施行中的课程建设标准，请平台管理员先设好。"))
    return found


def readiness(course: CoursePage, *, standard: CourseStandard | None = None) -> list[ChecklistItem]:
    """Hold the latest draft of *course* against the standard in force (or *standard*)."""
    return readiness_of([course], standard=standard)[course.pk]


def readiness_of(courses: Sequence[CoursePage], *, standard: CourseStandard | None = None) -> dict[int, list[ChecklistItem]]:
    """Hold the latest drafts of several courses against the standard; a constant number of queries for all together."""
    drafts = [course_sketch(course) for course in courses]
    lessons = lesson_sketches(pk for draft in drafts for pk in draft.outline)
    media = media_facts(lessons.values())
    standard = standard or standard_in_force()
    return {
        draft.pk: check_version(draft, [lessons[pk] for pk in draft.outline if pk in lessons], standard=standard, media=media)
        for draft in drafts
    }


def check_version(
    version: CourseSketch, lessons: Sequence[LessonSketch], *, standard: CourseStandard, media: "MediaFacts | None" = None
) -> list[ChecklistItem]:
    """Hold one version of a course with its lessons against *standard*."""
    facts = facts_of(version, lessons, media or media_facts(lessons))
    titles = {lesson.pk: lesson.title for lesson in lessons}
    return [_item(version.pk, key, findings, titles) for key, findings in evaluate(standard.items, facts)]


def missing(items: Iterable[ChecklistItem]) -> list[ChecklistItem]:
    """Return the items that are not met."""
    return [item for item in items if not item.ok]


def refuse_unready(items: Iterable[ChecklistItem]) -> None:
    """Raise ``InvalidInput`` that names everything missing; the keys of the items are its fields."""
    gaps = missing(items)
    if gaps:
        message = _("还差 %(n)s 项才能提交：%(what)s") % {"n": len(gaps), "what": "、".join(item.label for item in gaps)}
        raise InvalidInput(message, code="not_ready", fields={item.key: item.why for item in gaps})


def refuse_over(version: CourseSketch, publish_at: datetime | None = None) -> None:
    """Raise ``InvalidInput`` when the course's last day would be over before it opens."""
    if version.expire_at and version.expire_at <= (publish_at or timezone.now()):
        raise InvalidInput(
            _("自动下架的时间早于发布的时间。请在“规则与期限”里改好。"), code="over", fields={"publish_at": _("早于下架时间")}
        )


@dataclass(frozen=True)
class MediaFacts:
    """The states of videos by asset, the assets with approved captions, and those whose captions are drafts only."""

    states: dict[int, str]
    captioned: set[int]
    drafted: frozenset[int] = frozenset()


def media_facts(lessons: Iterable[LessonSketch]) -> MediaFacts:
    """Ask the media pipeline about all videos of *lessons* at once."""
    asset_ids = [lesson.asset_id for lesson in lessons if lesson.asset_id]
    if not asset_ids:
        return MediaFacts({}, set())
    captions = caption_state(asset_ids)
    return MediaFacts(
        states={asset_id: str(progress.state) for asset_id, progress in progress_of(asset_ids).items()},
        captioned={asset_id for asset_id, state in captions.items() if state == CaptionState.APPROVED},
        drafted=frozenset(asset_id for asset_id, state in captions.items() if state == CaptionState.DRAFT),
    )


def facts_of(version: CourseSketch, lessons: Sequence[LessonSketch], media: MediaFacts) -> CourseFacts:
    """Gather what the checks look at; no query."""
    return CourseFacts(
        summary=version.summary,
        outcomes=version.outcomes,
        service_kinds=version.service_kinds,
        has_subject=version.subject_id is not None,
        hours=version.hours,
        licence=version.licence,
        licence_note=version.licence_note,
        has_cover=version.cover_id is not None or version.generated_cover_accepted,
        lessons=[
            LessonFacts(
                pk=lesson.pk,
                title=lesson.title,
                has_text=lesson.has_text,
                video=media.states.get(lesson.asset_id, "") if lesson.asset_id else "",
                has_captions=lesson.asset_id in media.captioned,
                captions_waiver=lesson.captions_waiver,
            )
            for lesson in lessons
        ],
    )


def places_to_mend(course_id: int, items: Iterable[str], lessons: Sequence[LessonSketch]) -> list[Gap]:
    """Return what a reviewer named (``return_items``) with where to mend it; lessons that are gone since are left out."""
    titles = {lesson_key(lesson.pk): (number, lesson) for number, lesson in enumerate(lessons, start=1)}
    places = []
    for key in items:
        if key in LABELS:
            places.append(
                Gap(str(LABELS[key]), _fix_url(course_id, key, Finding("")) if key not in _PLACES else _outline(course_id))
            )
        elif key in titles:
            number, lesson = titles[key]
            name = _("第 %(number)s 课　%(title)s") % {"number": number, "title": lesson.title}
            places.append(Gap(name, reverse("courses:teach_lesson", args=[course_id, lesson.pk])))
    return places


_PLACES = {"content": "text", "video_ready": "video", "captions": "captions"}


def _item(course_id: int, key: str, findings: list[Finding], titles: dict[int, str]) -> ChecklistItem:
    gaps = [Gap(_named(finding, titles), _fix_url(course_id, key, finding)) for finding in findings]
    first = gaps[0] if gaps else Gap("", "")
    return ChecklistItem(key=key, label=str(LABELS[key]), ok=not gaps, why=first.why, fix_url=first.fix_url, gaps=gaps)


def _named(finding: Finding, titles: dict[int, str]) -> str:
    if finding.lesson_id is None:
        return finding.why
    return _("“%(lesson)s”：%(why)s") % {"lesson": titles[finding.lesson_id], "why": finding.why}


def _fix_url(course_id: int, key: str, finding: Finding) -> str:
    if finding.lesson_id is not None:
        return reverse("courses:teach_lesson", args=[course_id, finding.lesson_id]) + f"#{_PLACES.get(key, 'text')}"
    if key == "content":
        return _outline(course_id)
    return reverse("courses:teach_course_edit", args=[course_id]) + f"#{key}"


def _outline(course_id: int) -> str:
    return reverse("courses:teach_course", args=[course_id]) + "#outline"
