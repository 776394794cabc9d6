"""The notices that credentials send. Context values are plain text."""

from django.utils.translation import gettext_lazy as _

from accounts.api import NoticeKind, register_notice

HOURS_AWARDED = register_notice(
    NoticeKind(
        "credentials.hours_awarded",
        title=_("记入 %(hours)s 学时：%(title)s"),
        body=_("%(organisation)s 已为您记入学时，%(year)s 年累计 %(total)s 学时。"),
        default_channels=("inbox",),
    )
)
HOURS_TAKEN_BACK = register_notice(
    NoticeKind(
        "credentials.hours_taken_back",
        title=_("冲正 %(hours)s 学时：%(title)s"),
        body=_("%(organisation)s 冲正了这条学时。原因：%(reason)s。有疑问请联系该机构。"),
    )
)
CERTIFICATE_ISSUED = register_notice(
    NoticeKind(
        "credentials.certificate_issued",
        title=_("证书发下来了：%(title)s"),
        body=_("%(kind)s，编号 %(number)s。可以打印，也可以让别人扫码核验。"),
    )
)
CERTIFICATE_REISSUED = register_notice(
    NoticeKind(
        "credentials.certificate_reissued",
        title=_("证书已换发：%(title)s"),
        body=_("新编号 %(number)s，代替 %(replaced)s。原来那张不再有效，原因：%(why)s。"),
    )
)
CERTIFICATE_REVOKED = register_notice(
    NoticeKind(
        "credentials.certificate_revoked",
        title=_("证书已失效：%(title)s"),
        body=_("%(kind)s（编号 %(number)s）%(state)s。原因：%(reason)s。有疑问请联系 %(organisation)s。"),
    )
)
