"""Beside a course's content: by which rules it is completed, and who teaches it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import Person, mask_phone, person_of
from courses.authoring.drafts import course_draft, edit_token
from courses.authoring.policies import may_edit_course
from courses.authoring.rules import CHOSEN_BY_TEACHERS, set_rules
from courses.authoring.selectors import outline_of
from courses.authoring.sketches import LessonSketch
from courses.authoring.teachers import add_teacher, course_teachers, remove_teacher, teachers_to_add
from courses.catalogue.models import CoursePage
from courses.completion.rules import CompletionRule
from courses.completion.sentences import LessonShape, describe_rule
from courses.forms import FindTeacherForm, RulesForm
from courses.review.selectors import waiting_submission
from courses.views.access import course_of, course_to_edit
from foundation.api import Conflict, InvalidInput, NotFound, show_refusal


@login_required
@require_http_methods(["GET", "POST"])
def teach_rules(request: HttpRequest, course_id: int) -> HttpResponse:
    """Show and save how the course is completed and until when it is open."""
    course = course_to_edit(request, course_id)
    draft, lessons = course_draft(course), outline_of(course)
    choices = [(lesson.pk, f"{number}　{lesson.title}") for number, lesson in enumerate(lessons, start=1)]
    form = RulesForm(request.POST or None, initial=_initial(draft, lessons), lessons=choices)
    if request.method == "POST" and form.is_valid():
        try:
            set_rules(
                course,
                actor=person_of(request),
                rule=form.rule(),
                required=form.cleaned_data["required"],
                expire_at=form.cleaned_data["expire_at"],
                token=request.POST.get("token"),
            )
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("规则已保存，审核通过后对学员生效。"))
            return redirect("courses:teach_course", course.pk)
    context = {
        "course": course,
        "draft": draft,
        "form": form,
        "live_rule": _live_rule(course),
        "waiting": waiting_submission(course),
        "token": request.POST.get("token") or edit_token(draft),
    }
    return render(request, "courses/teach/rules.html", context, status=422 if form.errors else 200)


def _initial(draft: CoursePage, lessons: list[LessonSketch]) -> dict[str, Any]:
    rule = CompletionRule.from_data(draft.completion_rule)
    required = [lesson.pk for lesson in lessons if lesson.is_required]
    return {name: getattr(rule, name) for name in CHOSEN_BY_TEACHERS} | {"required": required, "expire_at": draft.expire_at}


def _live_rule(course: CoursePage) -> list[str]:
    """Return what learners are told now; nothing for a course that is not live."""
    if not course.live:
        return []
    lessons = course.get_children().live().specific()
    shapes = [LessonShape(lesson.is_required, bool(lesson.duration_ms)) for lesson in lessons]
    return describe_rule(CompletionRule.from_data(course.completion_rule), shapes)


@login_required
@require_GET
def teach_teachers(request: HttpRequest, course_id: int) -> HttpResponse:
    """Show who teaches the course, and look for somebody to add."""
    course = course_to_edit(request, course_id)
    form = FindTeacherForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "course": course,
        "teachers": course_teachers(course),
        "form": form,
        "words": words,
        "found": [(person, mask_phone(person.phone)) for person in teachers_to_add(course, words)],
        "waiting": waiting_submission(course),
    }
    return render(request, "courses/teach/teachers.html", context)


@login_required
@require_POST
def teach_add_teacher(request: HttpRequest, course_id: int, person_id: int) -> HttpResponse:
    """Make somebody a teacher of the course."""
    course, person = course_to_edit(request, course_id), _person(person_id)
    try:
        add_teacher(course, actor=person_of(request), person=person)
    except InvalidInput as error:
        messages.error(request, error.message)
    except Conflict as error:
        if error.code != "teaches_already":
            raise
        messages.info(request, error.message)
    else:
        messages.success(request, _("%(name)s 现在是这门课的教师，会收到消息。") % {"name": person})
    return redirect("courses:teach_teachers", course.pk)


@login_required
@require_POST
def teach_remove_teacher(request: HttpRequest, course_id: int, person_id: int) -> HttpResponse:
    """Take somebody off the course; whoever leaves it has no way back into it."""
    course, person = course_to_edit(request, course_id), _person(person_id)
    if remove_teacher(course, actor=person_of(request), person=person):
        messages.success(request, _("%(name)s 不再是这门课的教师。") % {"name": person})
    if may_edit_course(person_of(request), course_of(course_id)):
        return redirect("courses:teach_teachers", course.pk)
    return redirect("courses:teach_home")


def _person(person_id: int) -> Person:
    found = Person.objects.filter(pk=person_id, is_active=True).first()
    if found is None:
        raise NotFound(_("没有这个人，账号可能已经注销。"))
    return found
