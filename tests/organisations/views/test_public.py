"""The public pages of organisations and teachers."""

import pytest
from django.utils import timezone

from tests.factories.accounts import PersonFactory
from tests.factories.organisations import OrganisationFactory, RoleGrantFactory, TeacherProfileFactory

pytestmark = pytest.mark.django_db


def teaching(organisation, **fields):
    profile = TeacherProfileFactory(**fields)
    RoleGrantFactory(person=profile.person, organisation=organisation)
    return profile


def test_an_organisation_shows_its_teachers_and_its_place(client):
    city = OrganisationFactory(name="泽宁市教育局")
    college = OrganisationFactory(name="泽宁职业学院", slug="college", parent=city, introduction="老校<b>新颜</b>")
    point = OrganisationFactory(name="南湖学习中心", parent=college)
    teaching(point, display_name="林晓芸")

    page = client.get("/organisations/college/").content.decode()

    assert [words in page for words in ("泽宁职业学院", "泽宁市教育局", "南湖学习中心", "林晓芸")] == [True] * 4
    assert "<b>新颜</b>" not in page


def test_the_page_costs_the_same_for_one_and_for_three_teachers(client, count_queries):
    college = OrganisationFactory(slug="college", parent=OrganisationFactory())
    teaching(college)
    OrganisationFactory(parent=college)
    client.get("/organisations/college/")
    one = count_queries(lambda: client.get("/organisations/college/"))
    for _row in range(2):
        teaching(college)
        OrganisationFactory(parent=college)

    assert count_queries(lambda: client.get("/organisations/college/")) == one


def test_closed_organisations_have_no_page(client):
    OrganisationFactory(slug="college", is_active=False)

    assert client.get("/organisations/college/").status_code == 404


def test_a_teacher_has_a_page_with_job_and_places(client):
    college = OrganisationFactory(name="泽宁职业学院")
    teaching(college, display_name="林晓芸", job_title="高级讲师", slug="lin", introduction="教血压测量<script>")

    page = client.get("/teachers/lin/").content.decode()

    assert [words in page for words in ("林晓芸", "高级讲师", "泽宁职业学院", "教血压测量&lt;script&gt;")] == [True] * 4


@pytest.mark.parametrize("how", ["never taught", "role ended", "account closed"])
def test_who_does_not_teach_has_no_page(client, how):
    if how == "never taught":
        TeacherProfileFactory(slug="lin", person=PersonFactory())
    else:
        profile = teaching(OrganisationFactory(), slug="lin")
        if how == "role ended":
            profile.person.role_grants.update(ended_at=timezone.now())
        else:
            profile.person.is_active = False
            profile.person.save()

    assert client.get("/teachers/lin/").status_code == 404
