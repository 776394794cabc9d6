"""Courses and lessons as pages: what is taught. What learners do with it lives beside, in plain models."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Workflow

from courses.blocks import LessonBodyBlock
from courses.catalogue.permissions import CoursePermissionTester
from courses.enums import Level, Licence, Mode, ServiceKind
from foundation.pages.models import BasePage


def default_completion_rule() -> dict[str, Any]:
    """Return the rule of a new course: every required lesson, nine tenths of its video."""
    return {"version": 1, "video_percent": 90, "lessons": "all"}


class Subject(models.Model):
    """A field of learning that courses are shelved under."""

    name = models.CharField(_("名称"), max_length=30, unique=True)
    slug = models.SlugField(_("网址段"), max_length=40, unique=True)
    sort_order = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("学科")
        verbose_name_plural = _("学科")
        ordering: ClassVar = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class CatalogueIndexPage(BasePage):
    """The one page that every course stands under; its address shows the catalogue."""

    max_count: Any = 1
    subpage_types: ClassVar = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("课程目录")
        verbose_name_plural = _("课程目录")


class CoursePage(BasePage):
    """A course. The row is what learners see; the latest revision is what its teachers work on.

    ``outline`` holds the ids of the lessons of this version in teaching order. It is part of every revision, so a
    new order or a removed lesson stays a draft until it is approved; then the page tree is put into the same order.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="courses", verbose_name=_("提供机构")
    )
    summary = models.TextField(_("简介"), max_length=500, blank=True)
    outcomes = ArrayField(models.CharField(max_length=120), verbose_name=_("学完能做到"), default=list, blank=True)
    service_kinds = ArrayField(
        models.CharField(max_length=12, choices=ServiceKind), verbose_name=_("服务类型"), default=list, blank=True
    )
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="courses", null=True, blank=True, verbose_name=_("学科"))
    level = models.CharField(_("程度"), max_length=12, choices=Level, default=Level.BEGINNER)
    mode = models.CharField(_("学习方式"), max_length=12, choices=Mode, default=Mode.SELF_PACED)
    hours = models.DecimalField(
        _("学时"),
        max_digits=5,
        decimal_places=1,
        default=Decimal("0"),
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("999.5"))],
    )
    licence = models.CharField(_("授权"), max_length=16, choices=Licence, blank=True)
    licence_note = models.CharField(_("授权说明"), max_length=300, blank=True)
    cover = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("封面")
    )
    generated_cover_accepted = models.BooleanField(_("使用自动生成的封面"), default=False)
    completion_rule = models.JSONField(_("结业规则"), default=default_completion_rule, blank=True)
    outline = ArrayField(models.BigIntegerField(), verbose_name=_("课次顺序"), default=list, blank=True)
    teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="CourseTeacher", related_name="courses_taught", verbose_name=_("教师")
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("organisation"),
        FieldPanel("summary"),
        FieldPanel("subject"),
        MultiFieldPanel([FieldPanel("level"), FieldPanel("hours"), FieldPanel("completion_rule")], heading=_("程度与学时")),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("licence_note")], heading=_("授权")),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("generated_cover_accepted")], heading=_("封面")),
    ]
    private_page_options: list[str] = []
    parent_page_types: ClassVar = ["courses.CatalogueIndexPage"]
    subpage_types: ClassVar = ["courses.LessonPage"]
    template = "courses/course.html"

    class Meta:
        verbose_name = _("课程")
        verbose_name_plural = _("课程")
        indexes: ClassVar = [
            GinIndex(fields=["service_kinds"], name="course_service_kinds"),
            models.Index(fields=["organisation", "subject"], name="course_shelf"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="course_hours_not_negative"),
        ]

    @property
    def has_workflow(self) -> bool:
        """Every course goes through the course review, wherever it stands in the tree."""
        return self.get_workflow() is not None

    def get_workflow(self) -> Workflow | None:
        """Return the moderation workflow that ends in a course review."""
        return Workflow.objects.active().filter(workflow_tasks__task__content_type__model="coursereviewtask").first()

    def permissions_for_user(self, user: Any) -> "CoursePermissionTester":
        """Tell Wagtail's admin what *user* may do, by roles in organisations instead of groups."""
        return CoursePermissionTester(user, self)


class CourseTeacher(models.Model):
    """A person who teaches a course and may edit it. Who may edit is not content, so it is not versioned."""

    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="course_teachers", verbose_name=_("课程"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="course_teacherships", verbose_name=_("教师"))
    sort_order = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("课程教师")
        verbose_name_plural = _("课程教师")
        ordering: ClassVar = ["sort_order", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["course", "person"], name="course_teacher_once")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.person_id}"


class FormerTeacher(models.Model):
    """A person who once taught a course and was taken off it: such a person never reviews it. Rows are only added."""

    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="former_teachers", verbose_name=_("课程"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("教师"))
    ended_at = models.DateTimeField(_("结束时间"), default=timezone.now)

    class Meta:
        verbose_name = _("课程原教师")
        verbose_name_plural = _("课程原教师")
        constraints: ClassVar = [models.UniqueConstraint(fields=["course", "person"], name="former_teacher_once")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.person_id}"


class LessonPage(BasePage):
    """One lesson: a video, a text, or both. ``duration_ms`` is that of the video, 0 without one."""

    asset = models.ForeignKey(
        "media_pipeline.Asset", models.SET_NULL, related_name="lessons", null=True, blank=True, verbose_name=_("视频")
    )
    duration_ms = models.PositiveIntegerField(_("时长（毫秒）"), default=0)
    body = StreamField(LessonBodyBlock(), verbose_name=_("正文"), blank=True)
    captions_waiver_reason = models.CharField(_("没有字幕的理由"), max_length=300, blank=True)
    is_required = models.BooleanField(_("必学"), default=True)

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("body"),
        FieldPanel("is_required"),
        FieldPanel("captions_waiver_reason"),
    ]
    private_page_options: list[str] = []
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson.html"

    class Meta:
        verbose_name = _("课次")
        verbose_name_plural = _("课次")

    @property
    def has_workflow(self) -> bool:
        """A lesson is reviewed with its course, never alone."""
        return False

    def get_workflow(self) -> Workflow | None:
        """Return none: see ``has_workflow``."""
        return None

    def permissions_for_user(self, user: Any) -> "CoursePermissionTester":
        """Tell Wagtail's admin what *user* may do: what they may do to the course."""
        return CoursePermissionTester(user, self)


class LessonHandout(Orderable):
    """A file that belongs to a lesson; part of the lesson's revisions, so a new one is not open before approval."""

    lesson = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="handouts", verbose_name=_("课次"))
    title = models.CharField(_("名称"), max_length=120)
    stored_file = models.ForeignKey(
        "media_pipeline.StoredFile", models.PROTECT, related_name="lesson_handouts", verbose_name=_("文件")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("讲义")
        verbose_name_plural = _("讲义")

    def __str__(self) -> str:
        return self.title
