"""Our side of django-allauth: who a phone number belongs to, which steps a sign-in has, and how secrets are kept."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.codes.models import CodePurpose
from accounts.codes.services import issue_code
from accounts.people.masking import mask_email, mask_phone
from accounts.people.models import Person
from accounts.people.phones import normalise_phone
from foundation.api import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Phones live on the person and are proven before they get there, so allauth never sees an unproven one.

    Codes come from ``accounts.codes``: they are kept in the database, not in the session, and so cannot be guessed
    afresh in one session after another.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已经停用，请拨打服务电话"),
        "incorrect_code": _("验证码不对，请看一下最近收到的那一条"),
        "incorrect_password": _("密码不对，请重新输入"),
        "too_many_login_attempts": _("试的次数太多了，请过 5 分钟再试，或者改用验证码登录"),
        "rate_limited": _("操作太频繁，请稍等一分钟再试"),
    }

    def get_login_stages(self) -> list[str]:
        """Return the steps after the address is proven: the second factor of those who have one."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        """Return the person's phone; it is proven always."""
        return (user.phone, True) if isinstance(user, Person) and user.phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """Set a proven phone; an unproven one is never stored."""
        if verified and isinstance(user, Person):
            user.phone = normalise_phone(phone)
            user.save(update_fields=["phone"])

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """Store *phone*, which was proven just now."""
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> Person | None:
        """Return the person with this phone."""
        return Person.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        """Send a code of our own instead of *code*, which would be valid in one session only."""
        issue_code(CodePurpose.SIGN_IN, phone, client=client_address(self.request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the foundation believes, for allauth's own limits."""
        return client_address(request)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets are encrypted at rest, and the app shows a masked account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不对。请看手机里“身份验证器”现在显示的 6 位数字"),
        "incorrect_passkey": _("没有认出这把通行密钥，请再试一次，或者用身份验证器"),
        "cannot_generate_recovery_codes": _("请先设置身份验证器，再生成备用码"),
    }

    def encrypt(self, text: str) -> str:
        """Return *text* encrypted under the site's secret key."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what ``encrypt`` was given; earlier keys (``SECRET_KEY_FALLBACKS``) still open."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return what the authenticator app shows for the account."""
        return (mask_phone(user.phone) or mask_email(user.email)) if isinstance(user, Person) else ""

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002  # allauth's own name
        """Return a first name for a new passkey: the next number."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("通行密钥 %(number)s")) % {"number": number}

    def get_totp_issuer(self) -> str:
        """Return the site's name."""
        return str(settings.SITE_NAME)


def _fernet() -> MultiFernet:
    secrets = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    keys = [hashlib.sha256(f"accounts.mfa|{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
