"""Facts about a page for search engines, in the words of schema.org, and how they are written into HTML."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Inside a script element only these can end it or start markup; as escapes they are the same JSON.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def describe_course(
    *,
    name: str,
    description: str,
    url: str,
    provider: str,
    provider_url: str,
    picture: str,
    hours: Decimal,
    language: str = "zh-Hans",
) -> dict[str, Any]:
    """Return schema.org ``Course`` with one free online instance. Addresses are absolute; *hours* is the workload."""
    workload = f"PT{int(hours * 60)}M"
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": name,
        "description": description,
        "url": url,
        "image": picture,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "provider": {"@type": "Organization", "name": provider, "url": provider_url},
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "CNY"},
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "online", "courseWorkload": workload},
    }


def write_structured_data(data: Mapping[str, Any]) -> SafeString:
    """Return *data* in a script element that browsers do not run (so the content policy lets it be)."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 escaped above
