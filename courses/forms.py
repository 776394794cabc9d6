"""Forms of authoring and review. They read what people typed; the services decide."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.authoring.rules import CHOSEN_BY_TEACHERS
from courses.authoring.services import MAX_OUTCOMES, SUMMARY_LENGTH, TITLE_LENGTH
from courses.catalogue.models import Subject
from courses.completion.rules import MAX_SPEEDS
from courses.enums import Level, Licence, ServiceKind
from foundation.api import Conflict, InvalidInput
from media_pipeline.api import StaleCaptions
from organisations.api import Organisation

MOMENT = "%Y-%m-%dT%H:%M"
MOMENTS = [MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
LANGUAGES = [("zh", _("中文")), ("en", _("英文"))]


class LinesField(forms.CharField):
    """A text area in which every line is one entry; cleans to a list of stripped, non-empty lines."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines."""
        text = super().to_python(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """Check each line's length and their number."""
        for line in value:
            if len(line) > 120:
                raise forms.ValidationError(_("每条最多 120 个字：“%(line)s…”"), params={"line": line[:12]})
        if len(value) > MAX_OUTCOMES:
            raise forms.ValidationError(_("最多 %(limit)s 条，现在 %(n)s 条。"), params={"limit": MAX_OUTCOMES, "n": len(value)})

    def run_validators(self, value: Any) -> None:
        """The validators of a text apply to each line."""
        for line in value:
            super().run_validators(line)


class ServiceForm(forms.Form):
    """A form whose service may refuse: its messages come to stand beside the fields."""

    has_conflict = False

    def first_errors(self) -> dict[str, str]:
        """Return the first message for each field that has one."""
        return {name: str(errors[0]) for name, errors in self.errors.items()}

    def take_conflict(self, error: Conflict) -> None:
        """Say on top that the draft changed meanwhile; what was typed stays in the form and may be saved over it."""
        self.has_conflict = True
        stale = _("这一页刚在别处保存过，您写的还没有存上，都在下面。先另开一页看看别处改了什么；再按一次保存，就以这一页为准。")
        self.add_error(None, stale if error.code == "stale" else error.message)


class NewCourseForm(ServiceForm):
    """The least that a new course needs: where it belongs and what it is called."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("提供机构"), empty_label=None)
    title = forms.CharField(
        label=_("课程名称"),
        max_length=TITLE_LENGTH,
        help_text=_("说清学什么，例如“居家照护：从翻身到量血压”。冒号后面是副标题，以后可以改。"),
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["organisation"])
        choice.queryset = organisations
        if len(organisations) == 1:
            choice.initial = organisations[0]
            choice.widget = forms.HiddenInput()


class CourseForm(ServiceForm):
    """What a course says of itself. Nothing but the title is required here: drafts may have gaps."""

    title = forms.CharField(label=_("课程名称"), max_length=TITLE_LENGTH, help_text=_("冒号后面是副标题。"))
    summary = forms.CharField(
        label=_("简介"),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--full"}),
        help_text=_("给谁学、学什么、怎么学，两三句话，最多 500 字。"),
    )
    outcomes = LinesField(
        label=_("学完能做到"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input--full"}),
        help_text=_("一行一条，写具体能做的事，最多 12 条，每条最多 120 字。"),
    )
    service_kinds = forms.MultipleChoiceField(
        label=_("服务类型"), choices=ServiceKind, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("至少选一个。")
    )
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("学科"), required=False, empty_label=_("请选择"))
    level = forms.ChoiceField(label=_("程度"), choices=Level)
    hours = forms.DecimalField(
        label=_("学时"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal("999.5"),
        max_digits=5,
        decimal_places=1,
        help_text=_("学完记多少学时，可以有一位小数。"),
    )
    licence = forms.ChoiceField(
        label=_("素材授权"),
        choices=[("", _("请选择")), *Licence.choices],
        required=False,
        help_text=_("课程里的素材凭什么可以公开。"),
    )
    licence_note = forms.CharField(
        label=_("授权说明"), max_length=300, required=False, help_text=_("用了他人作品时，写明是谁的、怎样取得授权。")
    )

    def values(self) -> dict[str, Any]:
        """Return what is valid of the form, as ``update_course`` wants it."""
        data = dict(self.cleaned_data)
        if "subject" in data:
            subject = data.pop("subject")
            data["subject_id"] = subject.pk if subject else None
        if "hours" in data:
            data["hours"] = data["hours"] or Decimal(0)
        return data


class RulesForm(ServiceForm):
    """How a course is completed, and until when it is open."""

    video_percent = forms.IntegerField(
        label=_("视频看满多少算学完"), min_value=1, max_value=100, help_text=_("百分比，1 到 100。看过的不同片段合起来算。")
    )
    max_speed = forms.TypedChoiceField(
        label=_("最快多少倍速计入时长"),
        coerce=float,
        choices=[(str(speed), f"{speed:g}") for speed in MAX_SPEEDS],
        help_text=_("放得更快时，超出的部分不计。"),
    )
    sequential = forms.BooleanField(label=_("按顺序学：前面的必学课学完，后面的才打开"), required=False)
    first_watch_lock = forms.BooleanField(label=_("第一次看视频不能往后跳，往回看随时可以"), required=False)
    required = forms.TypedMultipleChoiceField(
        label=_("必学课"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("学完打勾的课就结业。一课都不勾，等于全部都要学。"),
    )
    expire_at = forms.DateTimeField(
        label=_("自动下架的时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=MOMENTS,
        help_text=_("到时自动从目录里拿下，学员的学习记录都留着。不填就一直开放。"),
    )

    def __init__(self, *args: Any, lessons: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedMultipleChoiceField, self.fields["required"]).choices = lessons

    def rule(self) -> dict[str, Any]:
        """Return what belongs to the rule itself."""
        return {name: self.cleaned_data[name] for name in CHOSEN_BY_TEACHERS}


class FindTeacherForm(ServiceForm):
    """Whom to look for among the organisation's teachers."""

    q = forms.CharField(label=_("姓名或手机号"), required=False, max_length=50, help_text=_("在本机构的教师里找。手机号要写全。"))


class LessonForm(ServiceForm):
    """The text side of a lesson."""

    title = forms.CharField(label=_("课名"), max_length=TITLE_LENGTH)
    text = forms.CharField(
        label=_("正文"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "input--full"}),
        help_text=_("空一行另起一段；“# ”开头是小标题，“- ”开头是列表。"),
    )
    is_required = forms.BooleanField(label=_("必学，计入结业"), required=False)
    captions_waiver_reason = forms.CharField(
        label=_("没有字幕的理由"),
        max_length=300,
        required=False,
        help_text=_("视频里没有人说话之类，不需要字幕时才填。上传了字幕就不用填。"),
    )


class CaptionsForm(ServiceForm):
    """A caption file."""

    language = forms.ChoiceField(label=_("语言"), choices=LANGUAGES)
    file = forms.FileField(label=_("字幕文件"), help_text=_("WebVTT（.vtt）或 SRT（.srt），UTF-8 或 GBK 编码，2 MB 以内。"))

    def text(self) -> str:
        """Return the file as text; ``InvalidInput`` when it is too large or not text."""
        file = self.cleaned_data["file"]
        if file.size > 2 * 1024 * 1024:
            raise InvalidInput(gettext("字幕文件超过 2 MB，请确认选对了文件。"), fields={"file": gettext("超过 2 MB")})
        raw = file.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise InvalidInput(
            gettext("这个文件不是文字，打不开。请另存为 UTF-8 编码的 .vtt 或 .srt。"), fields={"file": gettext("不是文字文件")}
        )


class CaptionTextForm(ServiceForm):
    """Captions as one text in caption notation: what works without a script."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[("save", ""), ("approve", ""), ("withdraw", "")])
    text = forms.CharField(
        label=_("字幕全文"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "input--full", "spellcheck": "false"}),
        help_text=_("一句一段：先一行时间，例如 00:00:05.000 --> 00:00:08.000，下面写字，再空一行。"),
    )

    def take_stale(self, error: StaleCaptions) -> None:
        """Say that somebody saved meanwhile; what was typed stays, and pressing again makes it count."""
        self.has_conflict = True
        self.data = {**self.data, "version": str(error.version)}
        self.add_error(None, error.message)


class HandoutForm(ServiceForm):
    """A file for learners to keep."""

    file = forms.FileField(
        label=_("讲义文件"), help_text=_("PDF、Word（.docx）、PPT（.pptx）、Excel（.xlsx）、图片、MP3、ZIP，200 MB 以内。")
    )
    title = forms.CharField(label=_("名称"), max_length=120, required=False, help_text=_("不填就用文件名。"))


class CoverForm(ServiceForm):
    """A picture for the cover."""

    file = forms.ImageField(label=_("封面图片"), help_text=_("JPG、PNG 或 WebP，10 MB 以内，短边至少 400 像素。"))


class FocusForm(ServiceForm):
    """The point of the picture that must stay in view, in per cent from the left and the top."""

    x = forms.IntegerField(label=_("左右"), min_value=0, max_value=100)
    y = forms.IntegerField(label=_("上下"), min_value=0, max_value=100)


class ReturnForm(ServiceForm):
    """Why a course goes back."""

    items = forms.MultipleChoiceField(label=_("哪几项要改"), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("给老师的话"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回时必填，说清哪一课、哪一分钟、怎样改"),
    )

    def __init__(self, *args: Any, item_choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["items"]).choices = item_choices


class ApproveForm(ServiceForm):
    """When an approved course goes live."""

    publish_at = forms.DateTimeField(
        label=_("什么时候发布"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=MOMENTS,
        help_text=_("不填就马上发布；填了，到时自动发布。"),
    )

    def clean_publish_at(self) -> Any:
        """Return the moment; one that is over is a slip, not a wish to publish at once."""
        wanted = self.cleaned_data["publish_at"]
        if wanted is not None and wanted <= timezone.now():
            raise forms.ValidationError(_("这个时间已经过去。要马上发布就不填。"))
        return wanted


class UnpublishForm(ServiceForm):
    """Why a course is taken off."""

    reason = forms.CharField(
        label=_("下架原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("会告诉任课教师。")
    )
