"""The notices that organisations send."""

from django.utils.translation import gettext_lazy as _

from accounts.api import NoticeKind, register_notice

ROLE_GRANTED = register_notice(
    NoticeKind(
        "organisations.role_granted",
        title=_("您现在是%(organisation)s的%(role)s"),
        body=_("从现在起可以使用这个角色的功能。如果不是您同意的，请联系机构管理员。"),
    )
)
ROLE_ENDED = register_notice(
    NoticeKind(
        "organisations.role_ended",
        title=_("您不再是%(organisation)s的%(role)s"),
        body=_("如有疑问，请联系机构管理员。您的学习记录不受影响。"),
    )
)
PROFILE_CHANGED = register_notice(
    NoticeKind(
        "organisations.profile_changed",
        title=_("您的公开资料有改动"),
        body=_("%(by)s 修改了您的教师资料。请看看写得对不对，您可以再改。"),
    )
)
