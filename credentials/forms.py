"""Forms of credentials."""

import unicodedata
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credentials.certificates.models import CertificateSeries
from credentials.certificates.services import CODE_PURPOSE
from credentials.certificates.wording import NUMBER_GAPS, WORDING_GAPS, gaps
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


class SeriesForm(forms.ModelForm[CertificateSeries]):
    """A series whose templates can be filled: an unknown or missing gap would spoil every later certificate."""

    class Meta:
        model = CertificateSeries
        fields = ("key", "kind", "number_template", "digits", "wording", "valid_years")

    def clean_number_template(self) -> str:
        """Return the number's template if it holds year and number."""
        template: str = self.cleaned_data["number_template"]
        if gaps(template) != NUMBER_GAPS:
            raise ValidationError(_("编号里要有 {year} 和 {number}，不能有别的括号。"))
        return template

    def clean_wording(self) -> str:
        """Return the wording if it names the holder and knows every gap."""
        wording: str = self.cleaned_data["wording"]
        if "holder" not in gaps(wording) or gaps(wording) - WORDING_GAPS:
            raise ValidationError(_("正文里要有 {holder}，只能用 {holder} {period} {title} {level} {hours}。"))
        return wording

    def clean_digits(self) -> int:
        """Return how many digits a number has, 1 to 9."""
        digits: int = self.cleaned_data["digits"]
        if not 1 <= digits <= 9:
            raise ValidationError(_("顺序号位数应是 1 到 9。"))
        return digits
