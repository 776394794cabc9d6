"""The models of accounts, gathered for Django."""

from accounts.codes.models import OneTimeCode
from accounts.consents.models import Consent, ConsentPurpose
from accounts.notices.models import ChannelChoice, Notice, NoticeDelivery
from accounts.outgoing.models import OutgoingMessage
from accounts.people.models import Person
from accounts.profile.models import ClosureRequest

__all__ = [
    "ChannelChoice",
    "ClosureRequest",
    "Consent",
    "ConsentPurpose",
    "Notice",
    "NoticeDelivery",
    "OneTimeCode",
    "OutgoingMessage",
    "Person",
]
