"""The models of accounts, gathered for Django."""

from accounts.consents.models import Consent, ConsentPurpose
from accounts.notices.models import ChannelChoice, Notice, NoticeDelivery
from accounts.people.models import Person

__all__ = ["ChannelChoice", "Consent", "ConsentPurpose", "Notice", "NoticeDelivery", "Person"]
