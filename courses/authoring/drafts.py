"""Working on drafts: one lock per course, and the rule for when a save makes a new revision."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from accounts.api import Person
from courses.authoring.policies import may_edit_course
from courses.catalogue.models import CoursePage, LessonPage
from foundation.api import Conflict, NotAllowed, NotFound

PLACE_IN_TREE = {"id", "page_ptr", "path", "depth", "numchild"}
ONE_SITTING = timedelta(minutes=30)


def lock_course(course_id: int) -> CoursePage:
    """Return the course with its row locked until the transaction ends; everything that writes to it starts here."""
    course = CoursePage.objects.select_for_update(of=("self",)).filter(pk=course_id).first()
    if course is None:
        raise NotFound(_("这门课不在了，可能已被删除。"))
    return course


def open_for_editing(course_id: int, *, actor: Person) -> CoursePage:
    """Lock the course for *actor*'s change.

    Raises ``NotFound`` for people who have nothing to do with it, and ``Conflict`` while it is being reviewed: what a
    reviewer reads must not change under their eyes.
    """
    course = lock_course(course_id)
    if not may_edit_course(actor, course):
        raise NotAllowed(_("只有这门课的教师和机构管理员可以修改它。"))
    if in_review(course):
        raise Conflict(_("这门课正在审核。先撤回提交，再接着改。"), code="in_review")
    return course


def in_review(course: CoursePage) -> bool:
    """Say whether a submission of the course waits for a reviewer."""
    return course.submissions.filter(state="waiting").exists()


def course_draft(course: CoursePage) -> CoursePage:
    """Return the course as its teachers last saved it."""
    return CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()


def lesson_draft(course: CoursePage, lesson_id: int) -> LessonPage:
    """Return the lesson of *course* as its teachers last saved it; ``NotFound`` when it is not one of its lessons."""
    lesson = LessonPage.objects.child_of(course).filter(pk=lesson_id).first()
    if lesson is None:
        raise NotFound(_("这一课不在这门课里，可能已被移走。"))
    return lesson.get_latest_revision_as_object()


def save_draft(page: CoursePage | LessonPage, *, actor: Person) -> Revision:
    """Keep *page* (a draft) as its latest revision and return it; the live version does not change.

    One person's saves within one sitting share a revision, unless that revision was handed in or is live: autosave
    must not bury the history. A page that was never live keeps its row in step with the draft.
    """
    if not page.live:
        page.save(clean=False, update_fields=_content_fields(page))
    latest = page.get_latest_revision()
    reusable = latest if latest and _may_overwrite(latest, page, actor) else None
    return page.save_revision(user=actor, clean=False, overwrite_revision=reusable)


def edit_token(page: CoursePage | LessonPage) -> str:
    """Return a text that changes with every save of the draft: forms carry it to notice another tab's save."""
    stamp = page.latest_revision_created_at
    return f"{page.latest_revision_id}.{int(stamp.timestamp() * 1000) if stamp else 0}"


def refuse_stale(page: CoursePage | LessonPage, token: str | None) -> None:
    """Raise ``Conflict`` when somebody saved after the form with *token* was opened; ``None`` skips the check."""
    if token is not None and token != edit_token(page):
        raise Conflict(_("这一页刚在别处保存过。复制您刚写的内容，刷新页面再改。"), code="stale")


def _content_fields(page: CoursePage | LessonPage) -> list[str]:
    """Name everything of a page but its place in the tree, which may have changed since the draft was read."""
    columns = [field.name for field in page._meta.concrete_fields if field.name not in PLACE_IN_TREE]
    return [*columns, *(("handouts",) if isinstance(page, LessonPage) else ())]


def _may_overwrite(revision: Revision, page: CoursePage | LessonPage, actor: Person) -> bool:
    return (
        revision.user_id == actor.pk
        and revision.created_at > timezone.now() - ONE_SITTING
        and revision.pk != page.live_revision_id
        and not revision.task_states.exists()
        and not revision.submitted_courses.exists()
        and not revision.submitted_lessons.exists()
    )
