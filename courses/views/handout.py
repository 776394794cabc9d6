"""The pages of a hand-out, one below the other, for those who may open its lesson."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.api import Person
from courses.playing.handouts import lesson_address, read_handout
from courses.playing.services import look_at_lesson, published_lesson
from foundation.api import read_number


@require_safe
def handout_page(request: HttpRequest, course_slug: str, lesson_slug: str, file_id: int) -> HttpResponse:
    """Show some pages of a hand-out, those around ``?page=``. Whoever may not see them is shown the lesson's way in."""
    lesson = published_lesson(course_slug, lesson_slug)
    address, course_url = lesson_address(course_slug, lesson_slug), reverse("courses:course", args=[course_slug])
    view = look_at_lesson(lesson, person=request.user, course_url=course_url)
    if not view.is_open or not isinstance(request.user, Person):
        return redirect(address)
    number = read_number(request.GET.get("page"), digits=4) or 1
    reading = read_handout(lesson, file_id, person_id=request.user.pk, address=address, number=number)
    if reading is None:
        return redirect(f"{address}#files")
    context = {"lesson": lesson, "course": view.course, "course_url": course_url, "lesson_url": address, "reading": reading}
    response = render(request, "courses/learning/handout.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
