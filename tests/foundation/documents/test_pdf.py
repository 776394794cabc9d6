"""PDF with Chinese fonts."""

import subprocess
from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from foundation.api import render_pdf

RARE = "龘靐齉𠮷"


@pytest.fixture
def templates(tmp_path: Path, settings: object) -> Path:
    """A folder of templates of the test's own."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]  # type: ignore[attr-defined]
    return tmp_path


def test_rare_characters_are_drawn_with_a_font_and_can_be_copied(templates: Path) -> None:
    (templates / "rare.html").write_text('<p style="font-family: Noto Serif CJK SC">{{ text }}</p>')
    pdf = templates / "rare.pdf"

    pdf.write_bytes(render_pdf("rare.html", {"text": RARE}))

    assert RARE in subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    fonts = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert [line.split()[0].partition("+")[2] for line in fonts.splitlines()[2:]] == ["Noto-Serif-CJK-SC"]


def test_hostile_text_is_text(templates: Path) -> None:
    (templates / "text.html").write_text("<p>{{ text }}</p>")
    pdf = templates / "text.pdf"

    pdf.write_bytes(render_pdf("text.html", {"text": "<img src=x><b>林</b>"}))

    assert (
        subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout.strip()
        == "<img src=x><b>林</b>"
    )


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "ftp://127.0.0.1/x"])
def test_a_template_that_fetches_is_an_error(templates: Path, address: str) -> None:
    (templates / "fetch.html").write_text(f'<p>text</p><img src="{address}">')

    with pytest.raises(FatalURLFetchingError):
        render_pdf("fetch.html", {})


def test_a_path_is_not_read_from_the_disk(templates: Path) -> None:
    (templates / "fetch.html").write_text('<p>text</p><img src="/etc/hostname"><link rel="attachment" href="/etc/hostname">')

    pdf = render_pdf("fetch.html", {})

    assert (b"/EmbeddedFile" in pdf, b"/Image" in pdf) == (False, False)
