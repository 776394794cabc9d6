"""Forms of the media pipeline."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LimitForm(forms.Form):
    """How much an organisation may keep."""

    gib = forms.IntegerField(label=_("空间上限（GB）"), required=False, help_text=_("不填就用全站默认。"))
    why = forms.CharField(label=_("为什么改"), max_length=200, required=False, help_text=_("会记进审计日志。"))
