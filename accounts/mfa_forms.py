"""The forms of the second factor, in our words and with the right keyboard."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


class _AsksForCode(forms.Form):
    """Label the code and let phones fill it in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("6 位数字或备用码") if self.takes_recovery_codes else _("6 位数字")
        field.error_messages["required"] = _("请填身份验证器显示的 6 位数字")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code", maxlength="12")

    takes_recovery_codes = True


class ActivateForm(_AsksForCode, ActivateTOTPForm):
    """Prove that the authenticator app is set up."""

    takes_recovery_codes = False


class SignInForm(_AsksForCode, AuthenticateForm):
    """The second step of signing in."""


class ConfirmForm(_AsksForCode, ReauthenticateForm):
    """The second factor once more, before something that matters."""
