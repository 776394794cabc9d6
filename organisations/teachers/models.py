"""What the public learns about a teacher."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TeacherProfile(models.Model):
    """A teacher's public face: name on courses, job title, introduction and portrait."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="teacher_profile", verbose_name=_("人员"))
    display_name = models.CharField(_("展示姓名"), max_length=50)
    job_title = models.CharField(_("职务或职称"), max_length=80, blank=True)
    introduction = models.TextField(_("简介"), blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("照片")
    )
    slug = models.SlugField(_("网址段"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("教师资料")
        verbose_name_plural = _("教师资料")

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """Return the address of the teacher's public page."""
        return f"/teachers/{self.slug}/"
