"""The teacher's list of learners as a spreadsheet."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.api import person_of
from courses.enrolment.roster import LearnerRow, roster, roster_export
from courses.views.access import course_of
from foundation.api import Column, workbook_response


@login_required
@require_GET
def learners_xlsx(request: HttpRequest, course_id: int) -> HttpResponseBase:
    """Download the list as it is filtered now."""
    course = course_of(course_id)
    text, state = request.GET.get("q", "")[:50], request.GET.get("state", "")
    found = roster(course, actor=person_of(request), text=text, state=state)
    columns: list[Column | str] = [
        _("姓名"),
        Column(_("手机号"), 18),
        _("报名时间"),
        _("最近学习"),
        _("学完课数"),
        _("共几课"),
        _("状态"),
        _("学完时间"),
    ]
    return workbook_response(_("%(course)s 学员") % {"course": course.title}, columns, map(_cells, roster_export(course, found)))


def _cells(row: LearnerRow) -> list[object]:
    enrolment = row.enrolment
    return [
        row.name,
        row.phone,
        enrolment.enrolled_at,
        row.active_at,
        row.done,
        row.total,
        row.state_label,
        enrolment.completed_at,
    ]
