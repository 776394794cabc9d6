"""The forms of organisations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.enums import Role
from organisations.roles.policies import GRANTABLE_BY_ORGANISATION_MANAGER


class InviteForm(forms.Form):
    """A phone number and the role that is offered to it."""

    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("请填手机号")},
    )
    role = forms.ChoiceField(label=_("角色"))

    def __init__(self, *args: Any, every_role: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [Role.TEACHER, Role.REVIEWER, *([Role.ORGANISATION_MANAGER] if every_role else [])]
        self.fields["role"].choices = [(role.value, role.label) for role in offered]  # type: ignore[attr-defined]


class PeopleFilterForm(forms.Form):
    """What to look for in the list of people."""

    q = forms.CharField(label=_("姓名或手机号"), required=False, max_length=50, strip=True)
    role = forms.ChoiceField(
        label=_("角色"),
        required=False,
        choices=[
            ("", _("全部角色")),
            *[(role.value, role.label) for role in (*sorted(GRANTABLE_BY_ORGANISATION_MANAGER), Role.ORGANISATION_MANAGER)],
        ],
    )
