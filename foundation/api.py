"""The door to the foundation for every other app."""

from foundation.audit.models import AuditEntry
from foundation.audit.selectors import ChainReport, verify_audit_chain
from foundation.audit.services import record_audit
from foundation.codes.public_codes import check_code, grouped_code, make_code
from foundation.codes.tokens import read_token, sign_token
from foundation.database.append_only import append_only
from foundation.database.prepared import Argument, Prepared
from foundation.design.cover_addresses import address_of_book, address_of_face
from foundation.design.pictures import check_picture, focus_of, set_focus
from foundation.design.preferences import Preferences, read_preferences
from foundation.design.structured_data import describe_course
from foundation.design.wording import write_duration, write_duration_in_words, write_hours, write_moment, write_number
from foundation.documents.admin_export import WorkbookExport
from foundation.documents.pdf import render_pdf
from foundation.documents.workbook import Column, workbook_response
from foundation.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, TooManyRequests, Unavailable
from foundation.events import Event, receives
from foundation.health.metrics import register_figures
from foundation.health.registry import register_look
from foundation.http.client import client_address
from foundation.http.forms import show_refusal
from foundation.http.numbers import read_number
from foundation.http.paging import paginate
from foundation.http.presses import DOUBLE_PRESS, is_repeated_press
from foundation.http.visitor_pages import mark_same_for_visitors, same_for_visitors
from foundation.limits.services import hit_rate_limit, take_back_hit
from foundation.money.fields import MoneyField, MoneyFormField
from foundation.money.money import Money
from foundation.numbering.services import next_number
from foundation.outbox.services import publish
from foundation.publication.lazy import lazily
from foundation.publication.memory import remember
from foundation.states.tables import Transition, TransitionTable

__all__ = [
    "DOUBLE_PRESS",
    "Argument",
    "AuditEntry",
    "ChainReport",
    "Column",
    "Conflict",
    "DomainError",
    "Event",
    "InvalidInput",
    "Money",
    "MoneyField",
    "MoneyFormField",
    "NotAllowed",
    "NotFound",
    "Preferences",
    "Prepared",
    "TooManyRequests",
    "Transition",
    "TransitionTable",
    "Unavailable",
    "WorkbookExport",
    "address_of_book",
    "address_of_face",
    "append_only",
    "check_code",
    "check_picture",
    "client_address",
    "describe_course",
    "focus_of",
    "grouped_code",
    "hit_rate_limit",
    "is_repeated_press",
    "lazily",
    "make_code",
    "mark_same_for_visitors",
    "next_number",
    "paginate",
    "publish",
    "read_number",
    "read_preferences",
    "read_token",
    "receives",
    "record_audit",
    "register_figures",
    "register_look",
    "remember",
    "render_pdf",
    "same_for_visitors",
    "set_focus",
    "show_refusal",
    "sign_token",
    "take_back_hit",
    "verify_audit_chain",
    "workbook_response",
    "write_duration",
    "write_duration_in_words",
    "write_hours",
    "write_moment",
    "write_number",
]
