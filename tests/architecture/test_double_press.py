"""Every button pressed twice at once: whatever two requests do together, one of them alone would have done."""

import re
import threading
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from organisations.enums import Role
from organisations.invitations.services import invite_by_phone
from tests.architecture.policy_matrix import ROWS
from tests.architecture.policy_world import World, build_world
from tests.architecture.test_policy_matrix import path_of
from tests.factories.courses import CoursePageFactory, LessonPageFactory

NOISE = re.compile(
    "session|ratelimit|cache|revision|outbox|delivery|modellogentry|pagelogentry|referenceindex|indexentry|_audit|foundation_publication"
)


@dataclass(frozen=True)
class Press:
    """One button: its address in the policy matrix, whose it is, what it sends, and by how much which tables grow.

    The placeholders stand for what they stand for in ``address``, or in ``values_of`` where that is named.
    """

    address: str
    part: str
    data: dict[str, Any] = field(default_factory=dict)
    grows: dict[str, int] = field(default_factory=dict)
    values_of: str = ""


COURSE = {"courses_coursepage": 1, "wagtailcore_page": 1, "courses_courseteacher": 1}
TEACHER = {"organisations_rolegrant": 1, "organisations_teacherprofile": 1}
INVITATION = {"organisations_roleinvitation": 1, "accounts_outgoingmessage": 1}
LESSON = {"courses_lessonpage": 1, "wagtailcore_page": 1}
SUBMISSION = dict.fromkeys(
    ("courses_coursesubmission", "courses_submittedlesson", "wagtailcore_taskstate", "wagtailcore_workflowstate"), 1
)
PRESSES = [
    Press("courses/<slug:slug>/enrol/", "resident", grows={"courses_enrolment": 1}),
    Press("learn/lessons/<int:lesson_id>/notes/", "holder", {"text": "袖带", "at_ms": "5"}, {"courses_lessonnote": 1}),
    Press("learn/notes/<int:note_id>/delete/", "holder", grows={"courses_lessonnote": -1}),
    Press("learn/lessons/<int:lesson_id>/read/", "holder", grows={"courses_lessonprogress": 1}),
    Press("learn/courses/<int:course_id>/withdraw/", "holder"),
    Press("my/notices/mark/", "holder", {"act": "all"}),
    Press("my/profile/channels/", "holder", {"inbox": "on"}, {"accounts_channelchoice": 1}),
    Press("my/profile/", "holder", {"full_name": "林晓芸", "language": "zh-hans"}),
    Press("teach/<int:course_id>/submit/", "teacher", grows=SUBMISSION),
    Press("teach/<int:course_id>/withdraw/", "teacher", values_of="teach/<int:course_id>/submit/"),
    Press("teach/new/", "colleague", {"title": "双击的课"}, COURSE),
    Press("teach/<int:course_id>/lessons/", "teacher", {"title": "双击的一课"}, LESSON),
    Press("teach/<int:course_id>/lessons/<int:lesson_id>/move/", "teacher", {"to": "down"}),
    Press("teach/<int:course_id>/lessons/<int:lesson_id>/remove/", "teacher"),
    Press("teach/<int:course_id>/lessons/<int:lesson_id>/restore/", "teacher"),
    Press("teach/<int:course_id>/cover/generated/", "teacher"),
    Press("teach/<int:course_id>/lessons/<int:lesson_id>/video/remove/", "teacher"),
    Press("teach/<int:course_id>/unpublish/", "manager", {"reason": "内容要改"}, values_of="teach/<int:course_id>/learners/"),
    Press("review/<int:submission_id>/approve/", "reviewer", grows={"search_document": 2, "search_duetitle": 2}),
    Press("api/media/assets/<asset_id>/cancel", "teacher"),
    Press("teach/files/<int:asset_id>/dismiss/", "teacher"),
    Press("organisations/invitations/<int:pk>/", "holder", grows=TEACHER),
    Press("organisations/<slug:slug>/people/", "manager", {"phone": "13900001234", "role": "teacher"}, INVITATION),
    Press("organisations/<slug:slug>/invitations/<int:pk>/withdraw/", "manager"),
    Press("organisations/<slug:slug>/people/<int:pk>/end/", "manager"),
    Press("preferences/", "visitor", {"theme": "dark", "next": "/help/"}),
]


def counts() -> dict[str, int]:
    """Return the number of rows of every table that tells what happened."""
    names = [name for name in connection.introspection.table_names() if not NOISE.search(name)]
    union = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(union)
        return dict(cursor.fetchall())


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Return by how much which tables grew."""
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def press_twice(world: World, press: Press) -> list[int]:
    """Send the same form from two threads at the same moment; return what they were answered."""
    path = path_of(press.address, world.values_for(press.values_of or press.address))
    gate, answers = threading.Barrier(2), []
    person = world.people[press.part]
    cookie = ""
    if person is not None:
        signed_in = Client()
        signed_in.force_login(person)
        cookie = signed_in.cookies["sessionid"].value

    def send() -> None:
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = cookie
        gate.wait(10)
        try:
            answers.append(client.post(path, press.data | {"csrfmiddlewaretoken": f"token of {press.address}"}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_presses_do_what_one_does() -> None:
    import_module("courses.migrations.0005_first_standard_and_workflow").lay_down(apps, None)
    world = build_world()
    manager = world.people["manager"]
    college = manager.role_grants.get().organisation
    spare = CoursePageFactory(owner=world.people["teacher"], organisation=college, live=False)
    LessonPageFactory(course=spare, live=False)
    world.values["teach/<int:course_id>/submit/"] = {"course_id": spare.pk}
    second = invite_by_phone(world.people["resident"].phone, role=Role.TEACHER, organisation=college, actor=manager)
    world.values["organisations/<slug:slug>/invitations/"]["pk"] = second.pk
    wrong: dict[str, Any] = {}
    for press in PRESSES:
        if press.address == "teach/new/":
            press.data["organisation"] = str(college.pk)
        before = counts()
        answers = press_twice(world, press)
        effect = grown(before, counts())
        wanted = {name: number for name, number in press.grows.items() if number}
        if effect != wanted or max(answers) >= 500 or min(answers) >= 400:
            wrong[press.address] = {"answers": answers, "grew": effect, "wanted": wanted}
    assert wrong == {}, "\n".join(f"{address}: {fault}" for address, fault in wrong.items())


def test_the_table_names_addresses_of_the_matrix() -> None:
    assert [press.address for press in PRESSES if press.address not in ROWS] == []
