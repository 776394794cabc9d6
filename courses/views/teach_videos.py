"""The teacher's list of videos, trying a failed one again, and deleting one that nothing shows."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import person_of
from courses.authoring.models import LessonUpload
from courses.authoring.selectors import organisations_to_write_for
from courses.authoring.uploads import delete_video
from courses.authoring.videos import STATES, courses_with_videos, video_rows, videos_of
from foundation.api import NotAllowed, NotFound, is_repeated_press, paginate, read_number
from media_pipeline.api import retry_asset

PER_PAGE = 20
MOST_COURSES = 200


@login_required
@require_GET
def teach_videos(request: HttpRequest) -> HttpResponse:
    """Show the videos of all courses that the person works on; the page asks for itself again while one is being worked on."""
    person = person_of(request)
    text, state = request.GET.get("q", "")[:50], request.GET.get("state", "")
    course_id = read_number(request.GET.get("course")) or 0
    page = paginate(videos_of(person, text=text, state=state, course_id=course_id), request, PER_PAGE)
    rows = video_rows(list(page.object_list))
    courses = courses_with_videos(person).order_by("-latest_revision_created_at", "-pk")
    titles = list(courses.values_list("pk", "draft_title")[:MOST_COURSES])
    if not titles and not organisations_to_write_for(person).exists():
        raise NotAllowed(_("教学台给教师和机构管理员用。想开课，请联系您所在的机构。"))
    context = {
        "page": page,
        "rows": rows,
        "q": text,
        "state": state,
        "course_id": course_id,
        "states": {key: label for key, (label, _states) in STATES.items()},
        "courses": titles,
        "is_filtered": bool(text or state or course_id),
        "working": sum(1 for row in rows if not row.progress.is_final and row.progress.state != "uploading"),
        "query": urlencode({"q": text, "state": state, "course": course_id or ""}),
    }
    return render(request, "courses/teach/videos.html", context)


@login_required
@require_POST
def teach_video_retry(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Try the step again at which a video stopped."""
    if is_repeated_press(request):
        return redirect("courses:teach_videos")
    retry_asset(_upload_of(request, asset_id).asset, actor=person_of(request))
    messages.success(request, _("又开始处理了，处理完发消息给您。"))
    return redirect("courses:teach_videos")


@login_required
@require_http_methods(["GET", "POST"])
def teach_video_delete(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Say what will be deleted, and delete it."""
    if request.method == "POST" and is_repeated_press(request):
        return redirect("courses:teach_videos")
    upload = _upload_of(request, asset_id)
    if request.method == "POST":
        delete_video(asset_id, actor=person_of(request))
        messages.success(request, _("“%(name)s”删掉了。") % {"name": upload.asset.file_name})
        return redirect("courses:teach_videos")
    return render(request, "courses/teach/video_delete.html", {"row": video_rows([upload])[0]})


def _upload_of(request: HttpRequest, asset_id: int) -> LessonUpload:
    """Return the video if it belongs to a course that the person works on, else ``NotFound``."""
    upload = videos_of(person_of(request)).filter(asset_id=asset_id).first()
    if upload is None:
        raise NotFound(_("没有这个视频，可能已经删除。"))
    return upload
