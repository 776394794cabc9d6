"""Progress of people in lessons, the ledger it is proved by, and their private notes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.progress.fields import MomentsField, SecondsField


class CompletedBy(models.TextChoices):
    """What made a lesson count as completed."""

    WATCHED = "watched", _("看满要求的时长")
    READ = "read", _("读完并标记")
    TEACHER = "teacher", _("老师标记")


class LessonProgress(models.Model):
    """One person in one lesson.

    ``watched`` is the union of credited seconds and ``seconds`` its length. ``entries`` and ``head`` are the length
    and the last seal of the chain of ``WatchEntry`` rows that prove it. ``reached_at`` is set by the database in the
    moment the needed seconds are there; completing follows at once, or by the sweep after a crash.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="lesson_progress", db_index=False, verbose_name=_("学员")
    )
    lesson = models.ForeignKey("courses.LessonPage", models.PROTECT, related_name="progress", verbose_name=_("课次"))
    course = models.ForeignKey("courses.CoursePage", models.PROTECT, related_name="lesson_progress", verbose_name=_("课程"))
    watched = SecondsField(_("看过的秒"), default=list)
    seconds = models.PositiveIntegerField(_("计入秒数"), default=0)
    position_ms = models.PositiveIntegerField(_("上次位置（毫秒）"), default=0)
    entries = models.PositiveIntegerField(_("计时记录数"), default=0)
    head = models.BinaryField(_("最后一个印"), max_length=32, default=bytes)
    opened_at = models.DateTimeField(_("首次打开"))
    active_at = models.DateTimeField(_("最近学习"))
    reached_at = models.DateTimeField(_("看满时间"), null=True, blank=True)
    completed_at = models.DateTimeField(_("学完时间"), null=True, blank=True)
    completed_by = models.CharField(_("学完方式"), max_length=12, choices=CompletedBy, blank=True)
    completion_note = models.CharField(_("说明"), max_length=300, blank=True)
    completion_evidence = models.JSONField(_("依据"), default=dict, blank=True)

    class Meta:
        verbose_name = _("学习进度")
        verbose_name_plural = _("学习进度")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "lesson"], name="lesson_progress_once")]
        indexes: ClassVar = [
            models.Index(fields=["course", "person"], name="lesson_progress_course"),
            models.Index(
                fields=["reached_at"],
                name="lesson_progress_due",
                condition=models.Q(reached_at__isnull=False, completed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in lesson {self.lesson_id}"


class WatchClock(models.Model):
    """The wall-clock time a person has spent on credited watching; each moment can be spent once.

    ``spent`` holds the moments of the last day and a half as epoch milliseconds. ``window_ms`` and ``posts`` count
    heartbeats of the current minute.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="watch_clock")
    spent = MomentsField(default=list)
    window_ms = models.BigIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"clock of {self.person_id}"


class WatchEntry(models.Model):
    """What one heartbeat was credited with, sealed over the entry before it. Never changed, never deleted.

    ``number`` counts from 1 within one person's lesson. ``moments`` is the wall-clock time that paid for ``credited``.
    ``total`` is the number of credited seconds after this entry.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("学员"))
    lesson = models.ForeignKey("courses.LessonPage", models.PROTECT, related_name="+", verbose_name=_("课次"))
    number = models.PositiveIntegerField(_("序号"))
    session = models.UUIDField(_("播放会话"))
    credited = SecondsField(_("计入的秒"))
    seconds = models.PositiveIntegerField(_("计入秒数"))
    total = models.PositiveIntegerField(_("累计秒数"))
    moments = MomentsField(_("对应的真实时间"))
    recorded_ms = models.BigIntegerField(_("记录时间（毫秒）"))
    previous = models.BinaryField(_("上一个印"), max_length=32)
    seal = models.BinaryField(_("印"), max_length=32)

    class Meta:
        verbose_name = _("计时记录")
        verbose_name_plural = _("计时记录")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "lesson", "number"], name="watch_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in lesson {self.lesson_id} #{self.number}"


class LessonNote(models.Model):
    """A private note at one second of a lesson; only its writer ever sees it.

    ``draft_key`` is the name that the page gave the note before it was first saved, so that every later save of the
    same text finds the same row.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_notes", verbose_name=_("学员"))
    lesson = models.ForeignKey("courses.LessonPage", models.CASCADE, related_name="notes", verbose_name=_("课次"))
    at_ms = models.PositiveIntegerField(_("位置（毫秒）"), default=0)
    text = models.TextField(_("内容"), max_length=2000)
    draft_key = models.UUIDField(null=True, editable=False)
    written_at = models.DateTimeField(_("写于"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改于"), auto_now=True)

    class Meta:
        verbose_name = _("笔记")
        verbose_name_plural = _("笔记")
        ordering: ClassVar = ["at_ms", "pk"]
        indexes: ClassVar = [models.Index(fields=["person", "lesson", "at_ms"], name="lesson_note_mine")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "draft_key"], name="lesson_note_of_draft_once")]

    def __str__(self) -> str:
        return f"note {self.pk}"
