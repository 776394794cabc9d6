"""People: one account per person, signed in by phone or e-mail."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    """Create people; at least one of phone and e-mail is needed to sign in."""

    def create_user(
        self, *, phone: str | None = None, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "Person":
        """Create and return a person. A missing password means sign-in by code only."""
        if not phone and not email:
            raise ValueError("a person needs a phone number or an e-mail address")
        person = self.model(phone=phone or None, email=self.normalize_email(email) if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(
        self, *, phone: str | None = None, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "Person":
        """Create a person who may do everything."""
        return self.create_user(phone=phone, email=email, password=password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find a person by e-mail (case does not matter) or phone number."""
        if username and "@" in username:
            return self.get(email__iexact=username)
        return self.get(phone=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """One human being. ``phone`` is E.164 (``+8613800000000``); what a person may do comes from roles in organisations."""

    phone = models.CharField(_("手机号"), max_length=16, unique=True, null=True, blank=True)
    email = models.EmailField(_("电子邮箱"), null=True, blank=True)
    full_name = models.CharField(_("姓名"), max_length=50, blank=True)
    language = models.CharField(_("语言"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    is_active = models.BooleanField(_("可以登录"), default=True)
    is_staff = models.BooleanField(_("可以进入后台"), default=False)
    date_joined = models.DateTimeField(_("注册时间"), default=timezone.now)

    USERNAME_FIELD = "phone"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(
                condition=models.Q(phone__isnull=False) | models.Q(email__isnull=False), name="person_can_be_reached"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.phone or self.email or f"#{self.pk}"

    def get_full_name(self) -> str:
        """Return the name to show; Wagtail's admin asks for it."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name to show in narrow places."""
        return str(self)
