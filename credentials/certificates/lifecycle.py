"""What can become of a certificate. Pure."""

from credentials.enums import CertificateStatus
from foundation.api import Transition, TransitionTable

REVOKE = "revoke"
VOID = "void"
REPLACE = "replace"

LIFECYCLE = TransitionTable(
    states=CertificateStatus.values,
    transitions=[
        Transition(REVOKE, (CertificateStatus.ISSUED,), CertificateStatus.REVOKED),
        Transition(VOID, (CertificateStatus.ISSUED,), CertificateStatus.VOID),
        Transition(REPLACE, (CertificateStatus.ISSUED,), CertificateStatus.REPLACED),
    ],
)
