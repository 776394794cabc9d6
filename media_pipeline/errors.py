"""How work ends early.

``StepError``: how one step of processing does. ``code`` is one of ``media_pipeline.assets.reasons``; ``detail`` is for operators.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from media_pipeline.storage.errors import StorageDown

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StepError(Exception):
    """Base: the step did not reach its end."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail[:200]}" if detail else code)
        self.code = code
        self.detail = detail


class Refused(StepError):
    """The file itself is not acceptable; trying again would say the same."""


class Broken(StepError):
    """Something failed that may work later: the asset waits as FAILED for a retry."""


class Postponed(StepError):
    """Something that the step needs is away for a while: it waits, however long, and no attempt is counted."""


class Interrupted(Exception):
    """A child was killed from outside (memory, operator): the same work may be tried again."""


class LeaseLost(Exception):
    """Another process has taken the work over, or it was cancelled: stop, and change nothing."""


@contextmanager
def store_needed() -> Iterator[None]:
    """Tell a person in plain words when the file store does not answer."""
    try:
        yield
    except StorageDown as error:
        from foundation.api import Unavailable  # needs the site, which packaging by hand does without

        raise Unavailable(_("文件存储暂时不能用，已经传好的不会丢。请过几分钟再试。"), code="storage_failed") from error
