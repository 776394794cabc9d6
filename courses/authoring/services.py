"""Writing courses: starting one, and changing its fields."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.api import Person
from courses.authoring.drafts import course_draft, open_for_editing, refuse_stale, save_draft
from courses.authoring.policies import may_create_course
from courses.authoring.slugs import slug_from
from courses.catalogue.models import CatalogueIndexPage, CoursePage, CourseTeacher, LessonPage
from foundation.api import InvalidInput, NotAllowed, NotFound, record_audit
from organisations.api import Organisation

TITLE_LENGTH = 200
SUMMARY_LENGTH = 500
MAX_OUTCOMES = 12
EDITABLE = (
    "title",
    "summary",
    "outcomes",
    "service_kinds",
    "subject_id",
    "level",
    "hours",
    "licence",
    "licence_note",
    "generated_cover_accepted",
)


@transaction.atomic
def create_course(organisation: Organisation, *, actor: Person, title: str, values: Mapping[str, Any] | None = None) -> CoursePage:
    """Start a course of *organisation* as a draft that *actor* owns and teaches; return it.

    *values* may hold any of ``EDITABLE``. What is still missing is told by the checklist, not refused here.
    """
    if not may_create_course(actor, organisation):
        raise NotAllowed(_("只有本机构的教师和管理员可以新建课程。请机构管理员先给您教师身份。"))
    index_id = CatalogueIndexPage.objects.values_list("pk", flat=True).first()
    if index_id is None:
        raise NotFound(_("课程目录页还没有建。请平台管理员先建好目录。"))
    title = clean_title(title)
    index = lock_page(index_id)
    course = CoursePage(title=title, organisation=organisation, owner=actor, live=False, slug=free_slug(index, title))
    apply_values(course, values or {})
    index.add_child(instance=course)
    CourseTeacher.objects.create(course=course, person=actor)
    course.save_revision(user=actor, clean=False)
    record_audit(actor=actor, action="courses.create_course", subject=course)
    return course


@transaction.atomic
def adopt_course(course: CoursePage, *, actor: Person) -> None:
    """Make the owner of a course that was started in Wagtail's admin its teacher; twice changes nothing more."""
    if not may_create_course(actor, course.organisation):
        raise NotAllowed(_("只有本机构的教师和管理员可以新建课程。请机构管理员先给您教师身份。"))
    _row, created = CourseTeacher.objects.get_or_create(course=course, person=course.owner or actor)
    if created:
        record_audit(actor=actor, action="courses.create_course", subject=course)


@transaction.atomic
def update_course(course: CoursePage, *, actor: Person, values: Mapping[str, Any], token: str | None = None) -> CoursePage:
    """Save *values* (any of ``EDITABLE``) into the draft and return it; the live course stays as it is.

    *token* is what ``edit_token`` gave when the form was opened; when somebody saved since, ``Conflict``.
    """
    open_for_editing(course.pk, actor=actor)
    draft = course_draft(course)
    refuse_stale(draft, token)
    if "title" in values:
        rename_page(draft, values["title"])
    apply_values(draft, values)
    save_draft(draft, actor=actor)
    return draft


def clean_title(title: str) -> str:
    """Return *title* on one line without control characters; ``InvalidInput`` when empty or longer than 200."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    if not cleaned:
        raise InvalidInput(_("请写一个名称。"), fields={"title": _("请写一个名称")})
    if len(cleaned) > TITLE_LENGTH:
        message = _("名称最多 %(limit)s 个字，现在 %(n)s 个，请写短一些。") % {"limit": TITLE_LENGTH, "n": len(cleaned)}
        raise InvalidInput(message, fields={"title": message})
    return cleaned


def free_slug(parent: Page, title: str, *, keep: int | None = None) -> str:
    """Return a slug for *title* that no other child of the locked page *parent* has; *keep* is the page that asks."""
    stem = slug_from(title, taken=(), fallback="page")
    rivals = parent.get_children().exclude(pk=keep).filter(slug__startswith=stem)
    return slug_from(title, taken=set(rivals.values_list("slug", flat=True)), fallback="page")


def lock_page(page_id: int) -> Page:
    """Lock the row of the page that a child is added to or renamed under, so that no two children get one address."""
    return Page.objects.select_for_update().get(pk=page_id)


def rename_page(draft: CoursePage | LessonPage, title: str) -> None:
    """Give *draft* a new title; its address follows only as long as nobody outside can know it."""
    title = clean_title(title)
    if title != draft.title and draft.first_published_at is None:
        draft.slug = free_slug(lock_page(draft.get_parent().pk), title, keep=draft.pk)
    draft.title = title
    draft.draft_title = title


def apply_values(draft: CoursePage, values: Mapping[str, Any]) -> None:
    """Set the given fields on *draft* after checking each; ``InvalidInput`` names every bad one."""
    known = {name: value for name, value in values.items() if name in EDITABLE and name != "title"}
    if "outcomes" in known:
        known["outcomes"] = [line.strip() for line in known["outcomes"] if line.strip()][:MAX_OUTCOMES]
    for name, value in known.items():
        setattr(draft, name, value)
    fields = {name.removesuffix("_id") for name in known}
    if len(draft.summary) > SUMMARY_LENGTH:
        message = _("简介最多 %(limit)s 个字，现在 %(n)s 个。") % {"limit": SUMMARY_LENGTH, "n": len(draft.summary)}
        raise InvalidInput(message, fields={"summary": message})
    try:
        draft.clean_fields(exclude={field.name for field in draft._meta.get_fields() if field.name not in fields})
    except ValidationError as error:
        found = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise InvalidInput(_("有几处需要改一下。"), fields=found) from error
