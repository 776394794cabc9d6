"""Joining a course from its page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.api import person_of
from courses.catalogue.selectors import published_course
from courses.enrolment.services import enrol
from foundation.api import NotFound


@login_required
@require_POST
def enrol_in_course(request: HttpRequest, slug: str) -> HttpResponse:
    """Enrol the person asking and show the course with its first lesson as the next step."""
    course = published_course(slug)
    if course is None:
        raise NotFound(_("没有这门课，或者它已经下架。可以到课程目录里再找找。"))
    enrol(course, actor=person_of(request))
    return redirect("courses:course", slug)
