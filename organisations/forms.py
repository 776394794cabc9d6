"""The forms of organisations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.enums import Role
from organisations.roles.policies import GRANTABLE_BY_ORGANISATION_MANAGER
from organisations.teachers.services import LENGTHS


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


class ProfileForm(forms.Form):
    """What the public reads about a teacher."""

    display_name = forms.CharField(
        label=_("展示姓名"), max_length=LENGTHS["display_name"], help_text=_("课程页和教师页上显示的姓名。")
    )
    job_title = forms.CharField(
        label=_("职务或职称"), max_length=LENGTHS["job_title"], required=False, help_text=_("例如：高级讲师、主管护师。")
    )
    introduction = forms.CharField(
        label=_("简介"),
        max_length=LENGTHS["introduction"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "input--full"}),
        help_text=_("教什么、做过什么，写给学员看，最多 2000 字。空一行另起一段。"),
    )


class PortraitForm(forms.Form):
    """A portrait."""

    file = forms.ImageField(label=_("照片"), help_text=_("JPG、PNG 或 WebP，10 MB 以内，短边至少 240 像素。"))


class PortraitFocusForm(forms.Form):
    """The point of the portrait that stays in view, in per cent from the left and the top."""

    x = forms.IntegerField(min_value=0, max_value=100)
    y = forms.IntegerField(min_value=0, max_value=100)
