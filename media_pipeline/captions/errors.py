"""How editing captions is refused."""

from django.utils.translation import gettext as _

from foundation.api import Conflict, write_moment
from media_pipeline.captions.models import Caption


class StaleCaptions(Conflict):
    """Somebody saved since the editor was opened. ``version`` is the one to begin with when one's own is to count (0: removed)."""

    code = "stale"

    def __init__(self, current: Caption) -> None:
        self.version = current.version
        super().__init__(_told(current))


def _told(current: Caption) -> str:
    if not current.version:
        return _("这份字幕刚在别处删掉了。您写的还没有存上，都在这一页；要留下就再按一次保存。")
    words = {"who": str(current.updated_by) if current.updated_by else _("别人"), "at": write_moment(current.updated_at)}
    return _("%(who)s 在 %(at)s 保存过这份字幕。您写的还没有存上，都在这一页。先看看那一份，再决定以哪一份为准。") % words
