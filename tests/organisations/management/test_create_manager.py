"""``manage.py create_manager``."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from organisations.api import Organisation, is_platform_manager

pytestmark = pytest.mark.django_db


def test_the_first_manager_of_an_empty_site_is_appointed(capsys):
    call_command("create_manager", phone="138 0000 1234", name="王主任", organisation="泽宁市教育局")

    person = Person.objects.get(phone="+8613800001234")
    assert (person.full_name, is_platform_manager(person)) == ("王主任", True)
    assert Organisation.get_first_root_node().name == "泽宁市教育局"
    assert "王主任 现在是平台管理员" in capsys.readouterr().out


def test_a_second_one_is_refused_and_leaves_nothing_behind():
    call_command("create_manager", phone="13800001234", name="王主任")

    with pytest.raises(CommandError, match="已经有平台管理员"):
        call_command("create_manager", phone="13800005678", name="李主任")

    assert Person.objects.filter(phone="+8613800005678").exists() is False


def test_a_wrong_number_is_explained():
    with pytest.raises(CommandError, match="11 位数字"):
        call_command("create_manager", phone="12345", name="王主任")
