"""The door to accounts for higher apps."""

from accounts.consents.selectors import has_consented
from accounts.consents.services import record_consent, withdraw_consent
from accounts.events import AccountClosed, PersonSignedUp
from accounts.notices.channels import Channel, register_channel
from accounts.notices.kinds import NoticeKind, register_notice
from accounts.notices.selectors import unread_count
from accounts.notices.services import send_notice
from accounts.outgoing.services import queue_sms
from accounts.people.masking import mask_email, mask_name, mask_phone
from accounts.people.models import Person
from accounts.people.phones import normalise_phone, parse_phone, spell_phone
from accounts.people.requests import person_of
from accounts.profile.export import register_export

__all__ = [
    "AccountClosed",
    "Channel",
    "NoticeKind",
    "Person",
    "PersonSignedUp",
    "has_consented",
    "mask_email",
    "mask_name",
    "mask_phone",
    "normalise_phone",
    "parse_phone",
    "person_of",
    "queue_sms",
    "record_consent",
    "register_channel",
    "register_export",
    "register_notice",
    "send_notice",
    "spell_phone",
    "unread_count",
    "withdraw_consent",
]
