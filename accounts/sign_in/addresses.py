"""What people type to say who they are: a phone number or an e-mail address."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.people.masking import mask_email, mask_phone
from accounts.people.phones import parse_phone
from foundation.api import InvalidInput


def normalise_address(text: str) -> str:
    """Return an E.164 phone number or a lower-case e-mail; ``InvalidInput`` beside ``address`` when it is neither."""
    phone = parse_phone(text)
    if phone:
        return phone
    email = text.strip().lower()
    if "@" in email:
        try:
            validate_email(email)
        except ValidationError:
            _refuse(_("邮箱地址不对，请检查，例如 lin@example.com"))
        return email
    return _refuse(_("请填 11 位手机号（例如 138 0000 0000）或邮箱"))


def is_email(address: str) -> bool:
    """Return whether a normalised address is an e-mail."""
    return "@" in address


def mask_address(address: str) -> str:
    """Return *address* with its middle hidden."""
    return mask_email(address) if is_email(address) else mask_phone(address)


def _refuse(message: str) -> str:
    raise InvalidInput(message, code="invalid_address", fields={"address": message})
