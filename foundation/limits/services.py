"""Limits on tries, shared by all processes and exact when many try at once.

They are counted in the database and not in the cache: the cache of a site without Redis cannot add one atomically,
and clearing a cache must not open the door to guessing.
"""

import hashlib
import math
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.errors import TooManyRequests
from foundation.limits.models import RateWindow

_HIT = """
INSERT INTO foundation_ratewindow AS w (key, hits, ends_at) VALUES (%(key)s, 1, %(ends)s)
ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN w.ends_at <= %(now)s THEN 1 ELSE least(w.hits + 1, 1000000) END,
    ends_at = CASE WHEN w.ends_at <= %(now)s THEN excluded.ends_at ELSE w.ends_at END
RETURNING hits, ends_at
"""


def hit_rate_limit(key: str, *, limit: int, seconds: int) -> None:
    """Count one try of *key*; ``TooManyRequests`` when there were *limit* already in the *seconds* since the first.

    *key* names the act and who tries, as in ``f"verify:{client_address(request)}"``; only its hash is stored. Call it before
    opening a transaction: a rollback would forget the try.
    """
    now = timezone.now()
    values: dict[str, Any] = {"key": _hash(key), "now": now, "ends": now + timedelta(seconds=seconds)}
    with connection.cursor() as cursor:
        cursor.execute(_HIT, values)
        hits, ends_at = cursor.fetchone()
    if hits > limit:
        wait = max(1, math.ceil((ends_at - now).total_seconds()))
        raise TooManyRequests(_("操作太频繁，请过 %(time)s再试。") % {"time": _spoken(wait)}, retry_after=wait)


def take_back_hit(key: str) -> None:
    """Count one try of *key* less: it turned out to be none of those that the limit is there for."""
    RateWindow.objects.filter(key=_hash(key), hits__gt=0).update(hits=F("hits") - 1)


def forget_old_windows() -> int:
    """Delete counters whose window is over; return how many."""
    return RateWindow.objects.filter(ends_at__lt=timezone.now()).delete()[0]


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _spoken(seconds: int) -> str:
    """Return a waiting time as people say it."""
    if seconds < 60:
        return _("%(n)s 秒") % {"n": seconds}
    return _("%(n)s 分钟") % {"n": math.ceil(seconds / 60)}
