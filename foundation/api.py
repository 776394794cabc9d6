"""The door to the foundation for every other app."""

from foundation.audit.models import AuditEntry
from foundation.audit.selectors import ChainReport, verify_audit_chain
from foundation.audit.services import record_audit
from foundation.codes.public_codes import check_code, grouped_code, make_code
from foundation.codes.tokens import read_token, sign_token
from foundation.database.append_only import append_only
from foundation.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, TooManyRequests
from foundation.events import Event, receives
from foundation.http.client import client_address
from foundation.limits.services import hit_rate_limit
from foundation.numbering.services import next_number
from foundation.outbox.services import publish
from foundation.states.tables import Transition, TransitionTable

__all__ = [
    "AuditEntry",
    "ChainReport",
    "Conflict",
    "DomainError",
    "Event",
    "InvalidInput",
    "NotAllowed",
    "NotFound",
    "TooManyRequests",
    "Transition",
    "TransitionTable",
    "append_only",
    "check_code",
    "client_address",
    "grouped_code",
    "hit_rate_limit",
    "make_code",
    "next_number",
    "publish",
    "read_token",
    "receives",
    "record_audit",
    "sign_token",
    "verify_audit_chain",
]
