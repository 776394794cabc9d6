"""Who is asking, and for which course: the first lines of every teaching and review view."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.api import person_of
from courses.authoring.policies import may_edit_course
from courses.catalogue.models import CoursePage
from foundation.api import InvalidInput, NotAllowed, NotFound


def course_of(course_id: int) -> CoursePage:
    """Return the course with what the teaching pages show of it, or ``NotFound``."""
    course = CoursePage.objects.select_related("organisation", "latest_revision", "owner").filter(pk=course_id).first()
    if course is None:
        raise NotFound(_("这门课不在了，可能已被删除。"))
    return course


def course_to_edit(request: HttpRequest, course_id: int) -> CoursePage:
    """Return the course if the person asking may edit it, else ``NotAllowed``."""
    course = course_of(course_id)
    if not may_edit_course(person_of(request), course):
        raise NotAllowed(_("只有这门课的教师和机构管理员可以打开它的编辑页。"))
    return course


def json_body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that a script sent; ``InvalidInput`` for anything else."""
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise InvalidInput(_("没有看懂这个请求，请刷新页面再试。")) from error
    if not isinstance(found, dict):
        raise InvalidInput(_("没有看懂这个请求，请刷新页面再试。"))
    return found


def wants_json(request: HttpRequest) -> bool:
    """Say whether a script asked, not a person."""
    return not request.accepts("text/html")
