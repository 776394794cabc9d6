"""The forms of the second factor, in our words and with the right keyboard."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
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


_NOT_A_DEVICE = (KeyError, TypeError, ValueError, AttributeError)
"""What a parser of devices' answers raises on other texts."""


class _NamesKey(forms.Form):
    """Ask for a name by which people tell their passkeys apart."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        field.label, field.help_text = _("名称"), _("例如：我的手机、办公室电脑")
        field.widget.attrs.update(maxlength="50", autocomplete="off")
        field.error_messages["required"] = _("请写一个名称")


class AddPasskeyForm(_NamesKey, AddWebAuthnForm):
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        """Take what the device said; refuse what no device says, which allauth's parser ends on."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except _NOT_A_DEVICE as error:
            raise get_adapter().validation_error("incorrect_passkey") from error
        return cleaned


class _ReadsDevice(AuthenticateWebAuthnForm):
    """Refuse what no device says, which allauth's parser ends on."""

    def clean_credential(self) -> Any:
        """Return the passkey that signed."""
        try:
            return super().clean_credential()
        except _NOT_A_DEVICE as error:
            raise get_adapter().validation_error("incorrect_passkey") from error


class PasskeySignInForm(_ReadsDevice):
    """The second step of signing in, by passkey."""


class PasskeyConfirmForm(_ReadsDevice, ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""


class RenamePasskeyForm(_NamesKey, EditWebAuthnForm):
    """Another name for a passkey."""
