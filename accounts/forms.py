"""The forms of accounts. Rules live in the services; forms carry labels, hints and what a keyboard should show."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.consents.models import ConsentPurpose
from accounts.people.models import Person

PASSWORD_HINT = _("至少 8 个字符，不能全是数字，不要用生日和手机号")


class AddressForm(forms.Form):
    """Who is it? A phone number or an e-mail address."""

    address = forms.CharField(label=_("手机号"), max_length=254)
    keep = forms.BooleanField(label=_("在这台设备上记住我 30 天"), required=False, initial=True)

    def __init__(self, *args: Any, by_mail: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["address"]
        if by_mail:
            field.label = _("电子邮箱")
            field.widget = forms.EmailInput(attrs={"autocomplete": "email"})
        else:
            field.widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        field.error_messages["required"] = _("请填邮箱") if by_mail else _("请填手机号")


class CodeForm(forms.Form):
    """The six digits that were sent."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        error_messages={"required": _("请填收到的 6 位数字")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "autofocus": True}
        ),
    )


class PasswordSignInForm(forms.Form):
    """Address and password."""

    address = forms.CharField(
        label=_("手机号或邮箱"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("请填手机号或邮箱")},
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请填密码")},
    )
    keep = forms.BooleanField(label=_("在这台设备上记住我 30 天"), required=False, initial=True)


class NewPasswordForm(forms.Form):
    """A new password, typed once; it can be shown while typing."""

    password = forms.CharField(
        label=_("新密码"),
        help_text=PASSWORD_HINT,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("请填新密码")},
    )


class ResetPasswordForm(NewPasswordForm, CodeForm):
    """The code and the new password on one page."""

    field_order = ("code", "password")


class CurrentPasswordForm(forms.Form):
    """The password once more, before something that matters."""

    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请填密码")},
    )


class WelcomeForm(forms.Form):
    """What a new person tells us: a name, and a yes to what the platform cannot run without."""

    full_name = forms.CharField(
        label=_("姓名"),
        help_text=_("会印在证书上，请填身份证上的姓名"),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请填姓名")},
    )
    agreed = forms.MultipleChoiceField(label=_("请阅读并同意"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, purposes: list[ConsentPurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = purposes
        self.fields["agreed"].choices = [(f"{purpose.key}:{purpose.version}", purpose.title) for purpose in purposes]  # type: ignore[attr-defined]

    def agreed_versions(self) -> list[tuple[str, int]]:
        """Return the (purpose, version) pairs that were ticked."""
        return [(key, int(version)) for key, _colon, version in (item.rpartition(":") for item in self.cleaned_data["agreed"])]


class ProfileForm(forms.ModelForm[Person]):
    """Name and language."""

    class Meta:
        model = Person
        fields = ("full_name", "language")
        labels = {"full_name": _("姓名"), "language": _("消息和邮件的语言")}
        help_texts = {"full_name": _("会印在证书上，请填身份证上的姓名")}
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}
