"""Sessions in the database as Django keeps them, read by a query that is composed once."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.api import Argument, Prepared

_VALID: Prepared[Session] = Prepared(lambda: Session.objects.filter(session_key=Argument("key"), expire_date__gt=Argument("now")))


class SessionStore(DatabaseStore):
    """Django's own store in everything else."""

    def _get_session_from_db(self) -> Any:
        found = _VALID.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
