"""The mail channel."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.notices.channels import Channel, register_channel
from accounts.notices.kinds import MAIL, notice_kind
from accounts.notices.models import Notice


def send_notice_mail(notice: Notice) -> None:
    """Mail *notice* to its person, in their language; raises what the mail server raises."""
    kind = notice_kind(notice.kind)
    with override(notice.person.language):
        title = " ".join(kind.render_title(notice.context).split())
        text = render_to_string(
            "accounts/mail/notice.txt",
            {
                "title": title,
                "body": kind.render_body(notice.context),
                "url": f"{settings.BASE_URL}{notice.url}" if notice.url else "",
                "preferences_url": f"{settings.BASE_URL}/my/profile/",
                "person": notice.person,
            },
        )
        send_mail(f"【{settings.SITE_NAME}】{title}", text, None, [notice.person.email or ""])


MAIL_CHANNEL = register_channel(
    Channel(MAIL, label=_("电子邮件"), reaches=lambda person: bool(person.email), send=send_notice_mail)
)
