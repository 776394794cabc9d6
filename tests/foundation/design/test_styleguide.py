"""The style guide: for staff, from the real templates."""

import pytest

from foundation.design.styleguide import SECTIONS
from tests.factories.accounts import PersonFactory

ADDRESS = "/styleguide/"


@pytest.mark.django_db
def test_visitors_are_asked_to_sign_in(client):
    answer = client.get(ADDRESS)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/styleguide/")


@pytest.mark.django_db
def test_residents_do_not_see_it(client):
    client.force_login(PersonFactory())

    answer = client.get(ADDRESS)

    assert answer.status_code == 403
    assert "样式手册" not in answer.content.decode()


@pytest.mark.django_db
def test_staff_see_every_section(client):
    client.force_login(PersonFactory(is_staff=True))

    page = client.get(ADDRESS).content.decode()

    assert [key for key, _name in SECTIONS if f'id="{key}"' not in page] == []
