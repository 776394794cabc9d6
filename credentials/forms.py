"""Forms of credentials."""

import unicodedata
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credentials.certificates.services import CODE_PURPOSE
from foundation.api import check_code


class VerifyForm(forms.Form):
    """What stands on the certificate: its verification code and, to compare, its number."""

    code = forms.CharField(
        label=_("校验码"),
        help_text=_("二维码旁边的 12 位，不分大小写，横线可以不打"),
        max_length=60,
        error_messages={"required": _("请输入校验码，它印在二维码旁边。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    number = forms.CharField(
        label=_("证书编号（可以不填）"),
        help_text=_("填了就一并核对"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        """Return the code in its normal form."""
        code = check_code(CODE_PURPOSE, self.cleaned_data["code"])
        if code is None:
            raise ValidationError(_("这个校验码不对。请看看有没有少打、错打一位，码里没有 0、O、1 和 I。"), code="bad_code")
        return code

    def looks_complete(self) -> bool:
        """Return whether something was typed that is no code, rather than nothing."""
        return self.has_error("code", "bad_code")

    def number_query(self) -> str:
        """Return the typed number as a query for the verdict's address."""
        return urlencode({"number": self.cleaned_data["number"]})

    @staticmethod
    def plain(number: str) -> str:
        """Return a certificate's number without the differences that people make when they type it."""
        text = unicodedata.normalize("NFKC", number).upper()
        return "".join(sign for sign in text if sign.isalnum())


class ReasonForm(forms.Form):
    """Why a certificate or hours are taken back."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        help_text=_("学员和核验证书的人都会看到，200 字以内"),
        error_messages={"required": _("请写明原因。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
