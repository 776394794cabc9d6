"""A person's own certificates."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credentials.certificates.models import Certificate
from credentials.certificates.policies import may_open
from credentials.certificates.selectors import certificate_by_code, certificates_of
from credentials.certificates.sheet import certificate_pdf, sheet_of
from credentials.enums import CertificateStatus
from credentials.views.verify import state_of
from foundation.api import Conflict, NotFound, grouped_code, hit_rate_limit, paginate

PER_PAGE = 24


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's certificates, newest first."""
    page = paginate(certificates_of(request.user.pk or 0), request, PER_PAGE)
    today = timezone.localdate()
    rows = [(row, grouped_code(row.code), row.is_expired(today)) for row in page]
    return render(request, "credentials/my_certificates.html", {"page": page, "rows": rows})


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sheet to its holder and to managers, with where it comes from."""
    certificate = _opened(request, code)
    lookups = getattr(certificate, "lookups", None)
    context = {
        "certificate": certificate,
        "sheet": sheet_of(certificate),
        "state": state_of(certificate),
        "times": lookups.times if lookups else 0,
        "is_holder": request.user.pk == certificate.person_id,
    }
    return render(request, "credentials/certificate.html", context)


@never_cache
@login_required
@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Give the sheet as a PDF to its holder and to managers."""
    certificate = _opened(request, code)
    if certificate.status != CertificateStatus.ISSUED:
        raise Conflict(_("这张证书已经不能用了，不再提供下载。"), code="not_valid")
    hit_rate_limit(f"certificate-pdf:{request.user.pk}", limit=30, seconds=600)
    response = HttpResponse(certificate_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificate-{grouped_code(certificate.code)}.pdf"'
    return response


def _opened(request: HttpRequest, code: str) -> Certificate:
    """Return the certificate if the reader may open it; strangers do not learn that it exists."""
    certificate = certificate_by_code(code)
    if certificate is None or not may_open(request.user, certificate):
        raise NotFound(_("没有找到这张证书。请从“我的证书”里打开。"))
    return certificate
