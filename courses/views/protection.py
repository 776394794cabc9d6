"""The page on which a teacher switches the protection of a course's videos."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.api import person_of
from courses.authoring.drafts import course_draft
from courses.forms import ServiceForm
from courses.protection.selectors import protection_of, viewers_mark
from courses.protection.services import set_protection
from courses.views.access import course_to_edit


class ProtectionForm(ServiceForm):
    """The two switches."""

    encrypts = forms.BooleanField(
        label=gettext_lazy("加密视频"),
        required=False,
        help_text=gettext_lazy("存下来的视频文件打不开；密钥只给正在学的人，十分钟换一次。很老的手机可能放不了，另占一份空间。"),
    )
    marks_viewer = forms.BooleanField(
        label=gettext_lazy("显示观看者水印"),
        required=False,
        help_text=gettext_lazy("画面上有一行会移动的小字，是观看者遮住一部分的姓名和手机尾号，不挡字幕。"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def teach_protection(request: HttpRequest, course_id: int) -> HttpResponse:
    """Show the switches and save them; they count at once."""
    course, person = course_to_edit(request, course_id), person_of(request)
    protection = protection_of(course.pk)
    initial = {"encrypts": protection.encrypts, "marks_viewer": protection.marks_viewer}
    form = ProtectionForm(request.POST or None, initial=initial)
    if request.method == "POST":
        set_protection(course, actor=person, encrypts="encrypts" in request.POST, marks_viewer="marks_viewer" in request.POST)
        messages.success(request, _("已保存，马上生效。"))
        return redirect("courses:teach_course", course.pk)
    context = {"course": course, "draft": course_draft(course), "form": form, "example": viewers_mark(person)}
    return render(request, "courses/teach/protection.html", context)
