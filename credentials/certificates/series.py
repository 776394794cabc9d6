"""The series a fresh site begins with; offices change them in the back office."""

from django.utils.translation import gettext as _

from credentials.certificates.models import CertificateSeries
from foundation.api import InvalidInput

_FIRST: dict[str, dict[str, object]] = {
    "completion": {
        "kind": "结业证书",
        "number_template": "泽宁继教字〔{year}〕第{number}号",
        "digits": 6,
        "wording": "{holder}[于{period}]参加“{title}”[（{level}）]学习，修满 {hours} 学时，准予结业。",
    },
}


def series_called(key: str) -> CertificateSeries:
    """Return the series *key*, made from the first setting when nobody has changed it yet; ``InvalidInput`` for others."""
    series = CertificateSeries.objects.filter(key=key).first()
    if series is None and key in _FIRST:
        series, _created = CertificateSeries.objects.get_or_create(key=key, defaults=_FIRST[key])
    if series is None:
        raise InvalidInput(_("没有名为“%(key)s”的证书系列。请先在后台建立。") % {"key": key}, code="unknown_series")
    return series
