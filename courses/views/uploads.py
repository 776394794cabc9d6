"""Where the upload script asks for room for a file, before it sends the bytes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.api import person_of
from courses.authoring.uploads import start_lesson_upload
from courses.views.access import course_to_edit, json_body
from foundation.api import InvalidInput, hit_rate_limit
from media_pipeline.api import room_text, upload_addresses

FILES_PER_HOUR = 300


@login_required
@require_http_methods(["GET", "POST"])
def teach_upload(request: HttpRequest, course_id: int, lesson_id: int | None = None) -> JsonResponse:
    """Make room for one video: a new lesson, or a new video for *lesson_id*.

    GET tells how much room the course's organisation has left: ``{room}``, a sentence.
    POST takes ``{file_name, size, content_type}`` and answers 201 with
    ``{upload_url, protocol, parts_url, asset_id, lesson_id, lesson_title, lesson_url}``.
    """
    person = person_of(request)
    course = course_to_edit(request, course_id)
    if request.method == "GET":
        return JsonResponse({"room": room_text(course.organisation_id)})
    hit_rate_limit(f"courses.upload:{person.pk}", limit=FILES_PER_HOUR, seconds=3600)
    wanted = json_body(request)
    name, size, content_type = wanted.get("file_name"), wanted.get("size"), wanted.get("content_type") or ""
    if not isinstance(name, str) or not isinstance(size, int) or isinstance(size, bool) or not isinstance(content_type, str):
        raise InvalidInput(_("没有看懂这个文件的名称和大小，请重新选择。"))
    upload, lesson = start_lesson_upload(
        course, actor=person, file_name=name, size=size, content_type=content_type, lesson_id=lesson_id
    )
    answer = {
        **upload_addresses(upload),
        "asset_id": upload.asset_id,
        "lesson_id": lesson.pk,
        "lesson_title": lesson.title,
        "lesson_url": reverse("courses:teach_lesson", args=[course.pk, lesson.pk]),
    }
    return JsonResponse(answer, status=201)
