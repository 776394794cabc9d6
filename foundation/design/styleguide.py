"""The living style guide: what its specimens show."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator

SECTIONS = (
    ("colour", "颜色"),
    ("type", "字"),
    ("space", "间距"),
    ("cover", "封面与标志"),
    ("icon", "图标"),
    ("button", "按钮"),
    ("field", "填写"),
    ("tag", "类别、状态、印"),
    ("note", "提醒"),
    ("progress", "进度"),
    ("card", "书、结果、证书"),
    ("list", "列表与表格"),
    ("lesson", "目录与播放"),
    ("staff", "教师与审核"),
    ("overlay", "浮层"),
    ("nav", "导航"),
    ("search", "搜索与筛选"),
    ("day", "日子与学时"),
    ("aside", "笔记与讲义"),
)


class SpecimenForm(forms.Form):
    """One field of each kind; shown with mistakes in it."""

    name = forms.CharField(label="姓名", max_length=20)
    phone = forms.RegexField(
        label="手机号", regex=r"^1\d{10}$", help_text="11 位数字", error_messages={"invalid": "少了一位，请再看看"}
    )
    unit = forms.ChoiceField(label="单位", choices=[("1", "青禾街道居家养老服务中心"), ("2", "南塘区老年大学")])
    locked = forms.CharField(label="已锁定", help_text="审核通过后不能改，要改请打电话", disabled=True, initial="养老护理员")
    words = forms.CharField(label="给老师的话", widget=forms.Textarea(attrs={"rows": 3}), required=False)


def icon_names() -> list[str]:
    """Return the names of all icons in the sprite."""
    names: list[str] = json.loads((settings.BASE_DIR / "frontend/src/icons/names.json").read_text(encoding="utf-8"))
    return names


def specimens() -> dict[str, Any]:
    """Return the context of the style guide."""
    return {
        "sections": SECTIONS,
        "icons": icon_names(),
        "form": SpecimenForm({"name": "林晓芸", "phone": "1390000284", "unit": "1"}),
        "crumbs": [("课程", "#nav"), ("职业技能", "#nav")],
        "page_of_rows": Paginator(range(100), 20).page(2),
    }
