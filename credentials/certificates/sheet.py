"""Everything a certificate shows, on screen and on paper, made from its frozen facts."""

import base64
from dataclasses import dataclass
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse

from credentials.certificates.models import Certificate
from credentials.certificates.seal import draw_seal
from credentials.certificates.wording import Part, period, plain_hours, statement, written_date
from foundation.api import grouped_code, render_pdf

SEAL_WORDS = "证书专用章"
INK = "#1c2b2a"
_SIZES = ((90, "l"), (150, "m"), (240, "s"), (400, "xs"))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands on the sheet. ``size`` is ``l m s xs xxs``: the longer the sentence, the smaller its letters, always one page."""

    certificate: Certificate
    parts: list[Part]
    size: str
    written_date: str
    code: str
    verify_url: str
    verify_place: str
    qr: str
    seal: str


def sheet_of(certificate: Certificate) -> Sheet:
    """Return the sheet of *certificate*; pictures come as ``data:`` addresses."""
    parts = statement(certificate.wording, facts_of(certificate))
    length = sum(len(part.text) for part in parts)
    verify_url = settings.BASE_URL + reverse("credentials:verify_code", args=[grouped_code(certificate.code)])
    return Sheet(
        certificate=certificate,
        parts=parts,
        size=next((size for limit, size in _SIZES if length <= limit), "xxs"),
        written_date=written_date(certificate.issued_on),
        code=grouped_code(certificate.code),
        verify_url=verify_url,
        verify_place=urlsplit(settings.BASE_URL).netloc + reverse("credentials:verify"),
        qr=segno.make(verify_url, error="m", micro=False).svg_data_uri(dark=INK, border=2, scale=4),
        seal=_as_address(draw_seal(certificate.organisation_name, SEAL_WORDS)),
    )


def facts_of(certificate: Certificate) -> dict[str, str]:
    """Return the words for the gaps of the certificate's wording."""
    return {
        "holder": certificate.holder_name,
        "period": period(certificate.started_on, certificate.finished_on),
        "title": certificate.title,
        "level": certificate.level,
        "hours": plain_hours(certificate.hours),
    }


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as one A4 page, landscape."""
    return render_pdf("credentials/pdf/certificate.html", {"sheet": sheet_of(certificate), "certificate": certificate})


def _as_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
