"""The text of hand-outs is read page by page in the sandbox; what cannot be read says so and breaks nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from weasyprint import HTML

from media_pipeline.api import StoredFile, handout_pages, store_handout
from media_pipeline.handouts.models import HandoutPage, PagePicture
from media_pipeline.handouts.preparing import prepare_handout, undone_handouts

pytestmark = pytest.mark.django_db
BREAK = '<p style="page-break-before: always">'


def _stored(teacher: Any, content: bytes, name: str = "讲义.pdf") -> StoredFile:
    return store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile(name, content))


def read_handout(pk: int) -> str:
    """Have the worker's work done and return what became of the words."""
    prepare_handout(pk)
    return StoredFile.objects.get(pk=pk).text_state


def test_pages_are_kept_by_number_and_pages_without_words_are_not(teacher: Any) -> None:
    html = f"<p>低压配电线路的接地保护</p>{BREAK}&nbsp;</p>{BREAK}变频器调试 VFD-100</p>"
    stored = _stored(teacher, HTML(string=html).write_pdf())

    assert undone_handouts(5) == [stored.pk]
    state = read_handout(stored.pk)

    assert state == "read"
    assert handout_pages([stored.pk]) == {stored.pk: [(1, "低压配电线路的接地保护"), (3, "变频器调试 VFD-100")]}
    assert StoredFile.objects.get(pk=stored.pk).page_count == 3
    assert undone_handouts(5) == []


def test_reading_twice_changes_nothing(teacher: Any) -> None:
    stored = _stored(teacher, HTML(string="<p>接地保护</p>").write_pdf())
    read_handout(stored.pk)
    before = list(StoredFile.objects.values()), list(PagePicture.objects.values()), list(HandoutPage.objects.values())

    read_handout(stored.pk)

    assert (list(StoredFile.objects.values()), list(PagePicture.objects.values()), list(HandoutPage.objects.values())) == before


def test_a_scanned_file_says_that_it_cannot_be_searched(teacher: Any) -> None:
    stored = _stored(teacher, HTML(string="<p>&nbsp;</p>").write_pdf())

    assert read_handout(stored.pk) == "scanned"
    assert StoredFile.objects.get(pk=stored.pk).hides_text


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"not a pdf at all", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF"])
def test_a_broken_file_is_unreadable_and_nothing_else_happens(teacher: Any, content: bytes) -> None:
    stored = _stored(teacher, content)

    assert read_handout(stored.pk) == "unreadable"
    assert HandoutPage.objects.count() == 0


def test_a_locked_file_is_unreadable(teacher: Any) -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(HTML(string="<p>接地保护</p>").write_pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = BytesIO()
    writer.write(locked)
    stored = _stored(teacher, locked.getvalue())

    assert read_handout(stored.pk) == "unreadable"


def test_of_a_file_with_2000_pages_the_first_500_are_read_and_fewer_drawn(teacher: Any, settings: Any) -> None:
    settings.MEDIA_HANDOUT_PICTURES = 2
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    page = PdfReader(BytesIO(HTML(string="<p>接地保护</p>").write_pdf())).pages[0]
    writer = PdfWriter()
    for _number in range(2000):
        writer.add_page(page)
    many = BytesIO()
    writer.write(many)
    stored = _stored(teacher, many.getvalue())

    assert read_handout(stored.pk) == "read"
    assert len(handout_pages([stored.pk])[stored.pk]) == 500
    assert PagePicture.objects.filter(bound=1280).count() == 2


def test_other_types_are_not_read(teacher: Any) -> None:
    stored = _stored(teacher, b"PK", "讲义.zip")

    assert (read_handout(stored.pk), stored.pages_state) == ("none", "none")
