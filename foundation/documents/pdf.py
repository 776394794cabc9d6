"""PDF from Django templates, with Chinese fonts of the system."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Return the PDF of the HTML that *template* renders with *context*.

    Nothing is fetched: pictures come as ``data:`` addresses or inline SVG, styles stand in the template. Ask for the fonts
    ``Noto Serif CJK SC`` or ``Noto Sans CJK SC`` first; rare characters are taken from whatever font has them.
    """
    from weasyprint import HTML  # loads Pango, which web requests do not need
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    pdf: bytes = HTML(string=render_to_string(template, dict(context)), url_fetcher=fetcher).write_pdf()
    return pdf
