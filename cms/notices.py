"""The notices that the site's own pages send."""

from django.utils.translation import gettext_lazy as _

from accounts.api import NoticeKind, register_notice

SAVED_SEARCH_NEW = register_notice(
    NoticeKind(
        "cms.saved_search_new",
        title=_("“%(text)s”有了新内容"),
        body=_("您留意的搜索新找到 %(count)s 条。不想再收到，可以在“留意的搜索”里停掉。"),
    )
)
