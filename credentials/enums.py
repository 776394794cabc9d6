"""Fixed vocabularies of credentials."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HourCategory(TextChoices):
    """To which part of a person's yearly duty an hour counts; ``GENERAL`` counts to none."""

    GENERAL = "general", _("终身学习")
    PUBLIC = "public", _("公需科目")
    PROFESSIONAL = "professional", _("专业科目")


class CertificateStatus(TextChoices):
    """``REVOKED``: rightly issued, later taken back. ``VOID``: should never have been issued.

    ``REPLACED``: a new one took its place. All of them keep their number.
    """

    ISSUED = "issued", _("有效")
    REVOKED = "revoked", _("已撤销")
    VOID = "void", _("已作废")
    REPLACED = "replaced", _("已换发")
