"""One-time codes that prove somebody holds a phone or a mailbox."""

from django.db import models


class CodePurpose(models.TextChoices):
    """What a code opens; a code for one purpose opens no other."""

    SIGN_IN = "sign_in"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    CHANGE_ADDRESS = "change_address"
    CONFIRM_IDENTITY = "confirm_identity"


class OneTimeCode(models.Model):
    """The latest code for one address and purpose. Only a keyed digest is stored; a new code replaces the old one."""

    purpose = models.CharField(max_length=20, choices=CodePurpose)
    address = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "address"], name="one_code_per_purpose_and_address")]
        indexes = [models.Index("expires_at", name="one_time_code_expiry")]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"
