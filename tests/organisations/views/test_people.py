"""The managers' page of people."""

import io

import pytest
from openpyxl import load_workbook

from organisations.api import Role, RoleGrant
from organisations.invitations.models import RoleInvitation
from organisations.invitations.services import invite_by_phone
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def college():
    return OrganisationFactory(name="泽宁职业学院", slug="college", parent=OrganisationFactory(slug="city"))


@pytest.fixture
def manager(college, client):
    person = RoleGrantFactory(organisation=college, role=Role.ORGANISATION_MANAGER).person
    client.force_login(person)
    return person


URL = "/organisations/college/people/"


def test_the_list_shows_the_own_subtree_with_masked_numbers(client, college, manager):
    inside = RoleGrantFactory(
        organisation=OrganisationFactory(parent=college), person__full_name="林晓芸", person__phone="+8613900001234"
    )
    RoleGrantFactory(organisation=OrganisationFactory(), person__full_name="外面的人")

    page = client.get(URL).content.decode()

    assert "林晓芸" in page
    assert "139****1234" in page
    assert inside.person.phone not in page
    assert "外面的人" not in page


@pytest.mark.parametrize(
    ("query", "found"), [("q=晓芸", ["林晓芸"]), ("q=0000 1234", ["林晓芸"]), ("role=reviewer", ["陈老师"]), ("q=12", [])]
)
def test_people_are_found_by_name_number_and_role(client, college, manager, query, found):
    RoleGrantFactory(organisation=college, person__full_name="林晓芸", person__phone="+8613900001234")
    RoleGrantFactory(organisation=college, role=Role.REVIEWER, person__full_name="陈老师", person__phone="+8613700009999")

    rows = client.get(f"{URL}?{query}").context["rows"]

    assert [row["grant"].person.full_name for row in rows] == found


def test_the_list_costs_the_same_for_one_and_for_three(client, college, manager, count_queries):
    RoleGrantFactory(organisation=college)
    client.get(URL)
    one = count_queries(lambda: client.get(URL))
    for _row in range(2):
        RoleGrantFactory(organisation=OrganisationFactory(parent=college))

    assert count_queries(lambda: client.get(URL)) == one


@pytest.mark.parametrize("who", ["visitor", "resident", "teacher", "manager of another", "manager below"])
@pytest.mark.parametrize("address", [URL, f"{URL}export.xlsx"])
def test_others_see_nothing(client, college, who, address):
    if who != "visitor":
        person = {
            "resident": PersonFactory,
            "teacher": lambda: RoleGrantFactory(organisation=college).person,
            "manager of another": lambda: RoleGrantFactory(role=Role.ORGANISATION_MANAGER).person,
            "manager below": lambda: (
                RoleGrantFactory(role=Role.ORGANISATION_MANAGER, organisation=OrganisationFactory(parent=college)).person
            ),
        }[who]()
        client.force_login(person)

    answer = client.get(address)

    assert answer.status_code == (302 if who == "visitor" else 404)


def test_a_manager_invites_from_the_page(client, college, manager):
    answer = client.post(URL, {"phone": "139 0000 1234", "role": "teacher"})

    assert answer.url == URL
    assert list(RoleInvitation.objects.values_list("phone", "role", "organisation")) == [("+8613900001234", "teacher", college.pk)]


def test_a_wrong_number_is_told_beside_the_field_and_kept(client, college, manager):
    page = client.post(URL, {"phone": "12345", "role": "teacher"}).content.decode()

    assert "手机号应当是 11 位数字" in page
    assert 'value="12345"' in page
    assert RoleInvitation.objects.count() == 0


def test_a_manager_ends_a_role_in_the_own_subtree_only(client, college, manager):
    inside, outside = RoleGrantFactory(organisation=college), RoleGrantFactory()

    client.post(f"{URL}{inside.pk}/end/")
    answer = client.post(f"{URL}{outside.pk}/end/")

    inside.refresh_from_db()
    outside.refresh_from_db()
    assert inside.ended_at is not None
    assert (answer.status_code, outside.ended_at) == (404, None)


def test_the_workbook_holds_what_the_list_shows_and_no_formulas(client, college, manager):
    point = OrganisationFactory(parent=college, name="南湖学习中心")
    RoleGrantFactory(organisation=point, person__full_name="=1+1", person__phone="+8613900001234")
    RoleGrantFactory(organisation=OrganisationFactory(), person__full_name="外面的人")

    answer = client.get(f"{URL}export.xlsx?role=teacher")

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["姓名", "手机号", "角色", "机构", "授予时间"]
    assert [row[:4] for row in rows[1:]] == [["=1+1", "139****1234", "教师", "南湖学习中心"]]
    assert sheet["A2"].data_type == "s"


def test_names_are_text_and_nothing_else(client, college, manager):
    RoleGrantFactory(organisation=college, person__full_name="<script>alert(1)</script>")

    page = client.get(URL).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_invitation_page_is_for_its_phone(client, college, manager):
    invitation = invite_by_phone("13900001234", role=Role.TEACHER, organisation=college, actor=manager)
    address = f"/organisations/invitations/{invitation.pk}/"
    as_stranger = client.get(address).status_code
    person = PersonFactory(phone="+8613900001234")
    client.force_login(person)

    shown = client.get(address).content.decode()
    answer = client.post(address)

    assert as_stranger == 404
    assert "泽宁职业学院邀请您担任教师" in shown
    assert answer.url == "/organisations/college/"
    assert RoleGrant.objects.filter(person=person, role=Role.TEACHER, organisation=college).exists()
