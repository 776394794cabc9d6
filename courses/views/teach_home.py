"""The teacher's home: drop files, see what is being worked on, and where each course stands."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import Person, person_of
from courses.authoring.models import LessonUpload
from courses.authoring.selectors import courses_to_manage, courses_to_write, organisations_to_write_for, uploads_of
from courses.authoring.services import create_course
from courses.authoring.uploads import dismiss_upload
from courses.forms import NewCourseForm
from courses.review.overview import rows_of
from foundation.api import InvalidInput, NotAllowed, is_repeated_press, read_number, show_refusal
from media_pipeline.api import AssetProgress, AssetState, progress_of
from organisations.api import Role, TeacherProfile, has_any_role

PER_PAGE = 20


@dataclass(frozen=True)
class FileRow:
    """One file on its way into a lesson."""

    upload: LessonUpload
    course_id: int
    progress: AssetProgress


@login_required
@require_GET
def teach_home(request: HttpRequest) -> HttpResponse:
    """Show the drop zone, the files being worked on, and the courses."""
    person = person_of(request)
    manages = has_any_role(person, Role.ORGANISATION_MANAGER)
    wants_all = manages and request.GET.get("scope") == "organisation"
    courses = courses_to_manage(person) if wants_all else courses_to_write(person)
    page = Paginator(courses, PER_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page.object_list))
    if not rows and not manages and not organisations_to_write_for(person).exists():
        raise NotAllowed(_("教学台给教师和机构管理员用。想开课，请联系您所在的机构。"))
    files = file_rows(person)
    context = {
        "rows": rows,
        "profile": TeacherProfile.objects.filter(person=person).first(),
        "page": page,
        "manages": manages,
        "wants_all": wants_all,
        "files": files,
        "working": sum(1 for row in files if not row.progress.is_final),
        "targets": [row for row in rows if row.standing != "review"],
    }
    return render(request, "courses/teach/home.html", context)


@login_required
@require_GET
def teach_files(request: HttpRequest) -> HttpResponse:
    """Answer the part of the page that lists files; the page asks for it again while something is being worked on."""
    without = {read_number(part) for part in request.GET.get("without", "").split(",")[:300]}
    files = [row for row in file_rows(person_of(request)) if row.upload.asset_id not in without]
    context = {"files": files, "working": sum(1 for row in files if not row.progress.is_final)}
    return render(request, "courses/teach/files.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def teach_new(request: HttpRequest) -> HttpResponse:
    """Ask for the name of a new course and start it."""
    person = person_of(request)
    organisations = organisations_to_write_for(person)
    if not organisations.exists():
        raise NotAllowed(_("新建课程要有教师身份。请联系您所在机构的管理员。"))
    form = NewCourseForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        if is_repeated_press(request):
            return redirect("courses:teach_home")
        try:
            course = create_course(form.cleaned_data["organisation"], actor=person, title=form.cleaned_data["title"])
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            return redirect("courses:teach_course_edit", course.pk)
    return render(request, "courses/teach/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def teach_dismiss(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Take a file off the list."""
    dismiss_upload(asset_id, actor=person_of(request))
    return redirect("courses:teach_home")


def file_rows(person: Person) -> list[FileRow]:
    """Return the person's files that have arrived, with their progress; a constant number of queries."""
    uploads = uploads_of(person)
    progress = progress_of([upload.asset_id for upload in uploads])
    return [
        FileRow(upload, upload.course_id, progress[upload.asset_id])
        for upload in uploads
        if upload.asset_id in progress and progress[upload.asset_id].state != AssetState.UPLOADING
    ]
