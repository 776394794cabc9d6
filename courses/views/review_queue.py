"""The reviewers' queue: what waits, one submission in full, and the decision."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.api import person_of
from courses.authoring.sketches import LessonSketch
from courses.enums import SubmissionState
from courses.forms import ApproveForm, ReturnForm
from courses.review.changes import Change, changes_between, rule_sentences
from courses.review.models import CourseSubmission, lesson_key
from courses.review.policies import may_review_course
from courses.review.readiness import ChecklistItem, check_version, missing, standard_in_force
from courses.review.selectors import QueueFilter, history_of, previous_of, queue, tab_counts
from courses.review.services import approve_course, return_course
from courses.review.standard import LABELS
from courses.review.versions import submitted_course, submitted_lessons
from foundation.api import (
    DOUBLE_PRESS,
    InvalidInput,
    NotAllowed,
    NotFound,
    is_repeated_press,
    read_number,
    show_refusal,
    write_moment,
)
from organisations.api import Role, has_any_role, organisations_where

PER_PAGE = 20
TABS = ("waiting", "returned", "decided")


@login_required
@require_GET
def review_queue(request: HttpRequest) -> HttpResponse:
    """Show the queue without an open submission."""
    return render(request, "courses/review/queue.html", _queue_context(request))


@login_required
@require_GET
def review_item(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show one submission beside the queue."""
    submission = submission_to_review(request, submission_id)
    return _show(request, submission)


@login_required
@require_POST
def review_approve(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Publish a submission."""
    submission = submission_to_review(request, submission_id)
    if is_repeated_press(request, within=DOUBLE_PRESS):
        return redirect("courses:review_queue")
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _show(request, submission, approve_form=form)
    publish_at = form.cleaned_data["publish_at"]
    try:
        approve_course(submission, actor=person_of(request), publish_at=publish_at)
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect("courses:review_item", submission.pk)
    if publish_at:
        said = _("“%(course)s”已通过，%(day)s 自动发布。") % {"course": submission.title, "day": write_moment(publish_at)}
    else:
        said = _("“%(course)s”已通过并发布。") % {"course": submission.title}
    messages.success(request, said)
    return redirect("courses:review_queue")


@login_required
@require_POST
def review_return(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Send a submission back with reasons."""
    submission = submission_to_review(request, submission_id)
    if is_repeated_press(request, within=DOUBLE_PRESS):
        return redirect("courses:review_queue")
    form = ReturnForm(request.POST, item_choices=item_choices(submission))
    if form.is_valid():
        try:
            return_course(submission, actor=person_of(request), note=form.cleaned_data["note"], items=form.cleaned_data["items"])
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("“%(course)s”已退回，老师会收到您写的原因。") % {"course": submission.title})
            return redirect("courses:review_queue")
    return _show(request, submission, form)


def submission_to_review(request: HttpRequest, submission_id: int) -> CourseSubmission:
    """Return the submission if the person asking may review it; ``NotFound`` to strangers, ``NotAllowed`` to its authors."""
    rows = CourseSubmission.objects.select_related("course__organisation", "organisation", "revision", "submitted_by", "decided_by")
    submission = rows.filter(pk=submission_id).first()
    person = person_of(request)
    if submission is None or not has_any_role(person, Role.REVIEWER):
        raise NotFound(_("没有这个提交。"))
    if not may_review_course(person, submission.course):
        raise NotAllowed(_("您不能审核这门课：只有本机构或上级机构的审核员可以审核，上传人和课程教师不能审核自己的课。"))
    return submission


def item_choices(submission: CourseSubmission) -> list[tuple[str, str]]:
    """Return what a reviewer may object to: the items of the checklist, then the lessons."""
    items = [(item["key"], str(LABELS[item["key"]])) for item in submission.checklist if item["key"] in LABELS]
    lessons = enumerate(submitted_lessons(submission), start=1)
    name = _("第 %(number)s 课　%(title)s")
    return [*items, *((lesson_key(one.pk), name % {"number": number, "title": one.title}) for number, one in lessons)]


def _show(
    request: HttpRequest,
    submission: CourseSubmission,
    form: ReturnForm | None = None,
    approve_form: ApproveForm | None = None,
) -> HttpResponse:
    version = submitted_course(submission)
    lessons = submitted_lessons(submission)
    checklist = _checklist(submission, lessons)
    context = _queue_context(request) | {
        "item": submission,
        "lessons": lessons,
        "checklist": checklist,
        "gaps": missing(checklist),
        "previous": previous_of(submission),
        "changes": _changes(submission, lessons),
        "history": history_of(submission),
        "form": form or ReturnForm(item_choices=item_choices(submission)),
        "approve_form": approve_form or ApproveForm(initial={"publish_at": _wished_day(submission)}),
        "rule": rule_sentences(version, lessons),
        "expire_at": version.expire_at,
        "handout_count": sum(len(lesson.handouts) for lesson in lessons),
        "is_waiting": submission.state == SubmissionState.WAITING,
    }
    return render(request, "courses/review/queue.html", context, status=422 if form or approve_form else 200)


def _wished_day(submission: CourseSubmission) -> datetime | None:
    """Return the day that the draft itself names for going live, if it is still to come."""
    wished = parse_datetime(submission.revision.content.get("go_live_at") or "")
    return wished if wished and wished > timezone.now() else None


def _checklist(submission: CourseSubmission, lessons: list[LessonSketch]) -> list[ChecklistItem]:
    return check_version(submitted_course(submission), lessons, standard=standard_in_force())


def _changes(submission: CourseSubmission, lessons: list[LessonSketch]) -> list[Change]:
    before = previous_of(submission)
    if before is None:
        return []
    return changes_between(submitted_course(before), submitted_course(submission), submitted_lessons(before), lessons)


def _queue_context(request: HttpRequest) -> dict[str, Any]:
    person = person_of(request)
    if not has_any_role(person, Role.REVIEWER):
        raise NotAllowed(_("课程审核给审核员用。您若应当有这个身份，请联系机构管理员。"))
    wanted = _filter_from(request)
    page = Paginator(queue(person, wanted), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "page": page,
        "wanted": wanted,
        "query": query.urlencode(),
        "tabs": tab_counts(person),
        "organisations": organisations_where(person, Role.REVIEWER),
        "now": timezone.now(),
    }


def _filter_from(request: HttpRequest) -> QueueFilter:
    tab = request.GET.get("tab", "")
    return QueueFilter(
        tab=tab if tab in TABS else TABS[0],
        words=request.GET.get("q", "").replace("\x00", "").strip()[:100],
        organisation_id=read_number(request.GET.get("organisation"), digits=9),
        late=request.GET.get("late") == "1",
    )
