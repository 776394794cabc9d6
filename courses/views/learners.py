"""The teacher's list of learners, and one learner with the same conditions that the learner sees."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.api import Person, person_of
from courses.catalogue.models import CoursePage
from courses.completion.services import mark_done
from courses.enrolment.models import Enrolment
from courses.enrolment.policies import is_teacher_of
from courses.enrolment.roster import (
    learner_conditions,
    learner_lessons,
    roster,
    roster_rows,
    roster_states,
)
from courses.playing.services import lesson_called
from courses.views.access import course_of
from foundation.api import InvalidInput, NotFound, paginate, read_number

PER_PAGE = 25


@login_required
@require_GET
def learners(request: HttpRequest, course_id: int) -> HttpResponse:
    """Show who learns in a course, with search by name and a filter by state."""
    course = course_of(course_id)
    text, state = request.GET.get("q", "")[:50], request.GET.get("state", "")
    page = paginate(roster(course, actor=person_of(request), text=text, state=state), request, PER_PAGE)
    context = {
        "course": course,
        "page": page,
        "rows": roster_rows(course, page.object_list),
        "q": text,
        "state": state,
        "states": roster_states(),
        "query": urlencode({"q": text, "state": state}),
    }
    return render(request, "courses/learning/learners.html", context)


@login_required
@require_GET
def learner(request: HttpRequest, course_id: int, person_id: int) -> HttpResponse:
    """Show one learner's lessons and what is missing."""
    return _learner_page(request, course_of(course_id), person_id)


@login_required
@require_POST
def mark_done_view(request: HttpRequest, course_id: int, person_id: int) -> HttpResponse:
    """Complete one lesson for a learner on the teacher's word."""
    course, actor = course_of(course_id), person_of(request)
    lesson = lesson_called(read_number(request.POST.get("lesson")) or 0)
    if not lesson.is_child_of(course):
        raise NotFound(_("这门课里没有这一课。"))
    learner_row = _enrolment(course, person_id)
    try:
        mark_done(lesson, course, learner=learner_row.person, actor=actor, reason=request.POST.get("reason", ""))
    except InvalidInput as error:
        return _learner_page(request, course, person_id, failed=(lesson.pk, request.POST.get("reason", ""), error.message))
    messages.success(request, _("已标记学完。"))
    return redirect("courses:learner", course.pk, person_id)


def _learner_page(
    request: HttpRequest, course: CoursePage, person_id: int, failed: tuple[int, str, str] | None = None
) -> HttpResponse:
    actor = person_of(request)
    course_url = reverse("courses:course", args=[course.slug])
    lines = learner_lessons(course, Person(pk=person_id), actor=actor, course_url=course_url)
    enrolment = _enrolment(course, person_id)
    context = {
        "course": course,
        "enrolment": enrolment,
        "learner": enrolment.person,
        "lines": lines,
        "open_lines": [line for line in lines if not line.facts.is_completed],
        "missing": [condition for condition in learner_conditions(course, enrolment.person) if not condition.met],
        "may_mark": is_teacher_of(actor, course) and actor.pk != person_id and enrolment.is_active,
        "failed": failed,
    }
    return render(request, "courses/learning/learner.html", context, status=422 if failed else 200)


def _enrolment(course: CoursePage, person_id: int) -> Enrolment:
    found = Enrolment.objects.select_related("person").filter(course=course, person_id=person_id).first()
    if found is None:
        raise NotFound(_("这门课里没有这位学员。"))
    return found
