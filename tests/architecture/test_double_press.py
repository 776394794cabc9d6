"""Every button pressed twice at once: whatever two requests do together, one of them alone would have done."""

import re
import threading
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.consents.selectors import current_purposes
from accounts.models import OutgoingMessage, Person
from courses.models import LessonHandout, LessonNarration, LessonPage
from foundation.limits.models import RateWindow
from media_pipeline.api import open_narration
from media_pipeline.models import Recording
from organisations.enums import Role
from organisations.invitations.services import invite_by_phone
from tests.architecture.policy_matrix import ROWS
from tests.architecture.policy_world import World, build_world, waiting_submission
from tests.architecture.test_policy_matrix import path_of
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.media_pipeline.narration.conftest import paper_deck

NOISE = re.compile(
    "session|ratewindow|cache|revision|outbox|delivery|modellogentry|pagelogentry|referenceindex|indexentry|_audit|foundation_publication"
)


@dataclass(frozen=True)
class Press:
    """One button: its address in the policy matrix, whose it is, what it sends, and by how much which tables grow.

    The placeholders stand for what they stand for in ``address``, or in ``values_of`` where that is named. ``file`` is sent
    along as a PDF of that name, in the field ``field``.
    """

    address: str
    part: str
    data: dict[str, Any] = field(default_factory=dict)
    grows: dict[str, int] = field(default_factory=dict)
    values_of: str = ""
    file: str = ""
    field: str = "file"


COURSE = {"courses_coursepage": 1, "wagtailcore_page": 1, "courses_courseteacher": 1}
TEACHER = {"organisations_rolegrant": 1, "organisations_teacherprofile": 1}
INVITATION = {"organisations_roleinvitation": 1, "accounts_outgoingmessage": 1}
LESSON = {"courses_lessonpage": 1, "wagtailcore_page": 1}
SUBMISSION = dict.fromkeys(
    ("courses_coursesubmission", "courses_submittedlesson", "wagtailcore_taskstate", "wagtailcore_workflowstate"), 1
)
PDF = b"%PDF-1.7\n%%EOF\n"
HANDOUT = {"media_pipeline_storedfile": 1, "courses_lessonhandout": 1}
RECORDED = {"media_pipeline_recording": 1, "media_pipeline_narration": 1, "courses_lessonnarration": 1}
COMPOSED = {"media_pipeline_asset": 1, "courses_lessonupload": 1}
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
    Press(
        "teach/<int:course_id>/lessons/<int:lesson_id>/captions/<str:language>/",
        "teacher",
        {"version": "0", "act": "approve", "text": "00:00.000 --> 00:02.000\n先洗手"},
        {"media_pipeline_caption": 1},
    ),
    Press("teach/<int:course_id>/unpublish/", "manager", {"reason": "内容要改"}, values_of="teach/<int:course_id>/learners/"),
    Press("review/<int:submission_id>/approve/", "reviewer", grows={"search_document": 2, "search_duetitle": 2}),
    Press("review/<int:submission_id>/return/", "reviewer", {"note": "第 3 课太短"}),
    Press("teach/<int:course_id>/lessons/<int:lesson_id>/handouts/", "teacher", {"title": "讲义"}, HANDOUT, file="讲义.pdf"),
    Press(
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/recordings/", "teacher", {}, RECORDED, file="1.mp3", field="files"
    ),
    Press("teach/<int:course_id>/lessons/<int:lesson_id>/narration/compose/", "teacher", {}, COMPOSED),
    Press("my/profile/close/", "holder", {"act": "request"}, {"accounts_closurerequest": 1}),
    Press("my/profile/close/", "holder", {"act": "withdraw"}),
    Press("api/media/assets/<asset_id>/cancel", "teacher"),
    Press("teach/files/<int:asset_id>/dismiss/", "teacher"),
    Press("organisations/invitations/<int:pk>/", "holder", grows=TEACHER),
    Press("organisations/<slug:slug>/people/", "manager", {"phone": "13900001234", "role": "teacher"}, INVITATION),
    Press("organisations/<slug:slug>/invitations/<int:pk>/withdraw/", "manager"),
    Press("organisations/<slug:slug>/people/<int:pk>/end/", "manager"),
    Press("storage/<slug:slug>/", "platform", {"gib": "20"}),
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
    person = world.people[press.part]
    cookie = ""
    if person is not None:
        signed_in = Client()
        signed_in.post("/accounts/login/password/", {"address": person.phone, "password": "pass-word-123"})
        cookie = signed_in.cookies["sessionid"].value

    data = press.data | {"csrfmiddlewaretoken": f"token of {press.address} {press.data.get('act')}"}
    return [status for status, _place, _cookie in send_twice(path, data, cookie, file=press.file, field=press.field)]


def send_twice(path: str, data: dict[str, Any], cookie: str, *, file: str = "", field: str = "file") -> list[tuple[int, str, str]]:
    """Send the same form from two threads in the same session; return each answer's status, where it leads, and its session."""
    gate, answers = threading.Barrier(2), []

    def send() -> None:
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = cookie
        sent = data | ({field: SimpleUploadedFile(file, PDF, "application/pdf")} if file else {})
        gate.wait(10)
        try:
            answer = client.post(path, sent)
            answers.append((answer.status_code, answer.headers.get("Location", ""), client.cookies["sessionid"].value))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def with_deck(lesson: LessonPage, organisation_id: int) -> LessonHandout:
    """Give a lesson a deck of three pages."""
    handout = LessonHandout.objects.create(lesson=lesson, title="课件", stored_file=paper_deck(organisation_id))
    LessonPage.objects.get(pk=lesson.pk).save_revision()
    return handout


def narrate(handout: LessonHandout) -> None:
    """Give the deck a recording that was checked."""
    narration = open_narration(handout.stored_file)
    LessonNarration.objects.create(lesson=handout.lesson, narration=narration)
    spoken = {"file_name": "1.m4a", "size": 1, "sha256": "0" * 64, "source_sha256": "0" * 64, "duration_ms": 1_000}
    Recording.objects.create(narration=narration, number=1, state="ready", **spoken)


@pytest.mark.django_db(transaction=True)
def test_two_presses_do_what_one_does() -> None:
    import_module("courses.migrations.0005_first_standard_and_workflow").lay_down(apps, None)
    world = build_world()
    manager = world.people["manager"]
    college = manager.role_grants.get().organisation
    spare = CoursePageFactory(owner=world.people["teacher"], organisation=college, live=False)
    LessonPageFactory(course=spare, live=False)
    narrated = CoursePageFactory(owner=world.people["teacher"], organisation=college, live=False)
    silent, spoken = (with_deck(LessonPageFactory(course=narrated, live=False), college.pk) for _ in range(2))
    world.values["teach/<int:course_id>/lessons/<int:lesson_id>/narration/recordings/"] = {
        "course_id": narrated.pk,
        "lesson_id": silent.lesson_id,
    }
    narrate(spoken)
    world.values["teach/<int:course_id>/lessons/<int:lesson_id>/narration/compose/"] = {
        "course_id": narrated.pk,
        "lesson_id": spoken.lesson_id,
    }
    world.values["teach/<int:course_id>/submit/"] = {"course_id": spare.pk}
    second = invite_by_phone(world.people["resident"].phone, role=Role.TEACHER, organisation=college, actor=manager)
    world.values["organisations/<slug:slug>/invitations/"]["pk"] = second.pk
    world.values["review/<int:submission_id>/return/"] = {"submission_id": waiting_submission(world.people["teacher"], college).pk}
    wrong: dict[str, Any] = {}
    for press in PRESSES:
        if press.address == "teach/new/":
            press.data["organisation"] = str(college.pk)
        if press.file == "1.mp3":
            press.data["deck"] = str(silent.stored_file_id)
        before = counts()
        answers = press_twice(world, press)
        effect = grown(before, counts())
        wanted = {name: number for name, number in press.grows.items() if number}
        if effect != wanted or max(answers) >= 500 or min(answers) >= 400:
            wrong[press.address] = {"answers": answers, "grew": effect, "wanted": wanted}
    assert wrong == {}, "\n".join(f"{address}: {fault}" for address, fault in wrong.items())


def test_the_table_names_addresses_of_the_matrix() -> None:
    assert [press.address for press in PRESSES if press.address not in ROWS] == []


@pytest.mark.django_db(transaction=True)
def test_two_presses_on_the_way_in_are_one_visitor() -> None:
    """One message is sent, one code opens once, one account is made; the forms that ask for a message lead on both times."""
    key = str(Client().session.session_key)
    agreed = [f"{purpose.key}:{purpose.version}" for purpose in current_purposes() if purpose.is_required]

    asked = send_twice("/accounts/login/", {"address": "13900004321", "csrfmiddlewaretoken": "one"}, key)
    messages = list(OutgoingMessage.objects.filter(address="+8613900004321").values_list("text", flat=True))
    code = re.findall(r"\d{6}", messages[0])[0]
    proven = send_twice("/accounts/login/code/", {"code": code, "csrfmiddlewaretoken": "two"}, key)
    (fresh,) = [cookie for _status, place, cookie in proven if place == "/accounts/welcome/"]
    made = send_twice("/accounts/welcome/", {"full_name": "林晓芸", "agreed": agreed}, fresh)
    person = Person.objects.get(phone="+8613900004321")
    person.set_password("pass-word-123")
    person.save()
    by_password = {"address": "13900004321", "password": "pass-word-123", "csrfmiddlewaretoken": "three"}
    entered = send_twice("/accounts/login/password/", by_password, str(Client().session.session_key))
    RateWindow.objects.all().delete()  # a minute later
    forgotten = send_twice("/accounts/password/reset/", {"address": "13900004321", "csrfmiddlewaretoken": "four"}, "")

    assert [(status, place) for status, place, _cookie in asked] == [(302, "/accounts/login/code/")] * 2
    assert len(messages) == 1
    assert [status for status, _place, _cookie in (*made, *entered)] == [302] * 4
    assert [(status, place) for status, place, _cookie in forgotten] == [(302, "/accounts/password/reset/code/")] * 2
    assert OutgoingMessage.objects.filter(address="+8613900004321").count() == 2
