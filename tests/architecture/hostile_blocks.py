"""Hostile text in every place of a StreamField where somebody may write."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.utils.html import escape
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file


class Poisoner:
    """Fills blocks; ``marks`` tells for each place, as in ``callout.title``, what was written there."""

    def __init__(self, name: str, picture: Image, document: Document) -> None:
        self.name, self.picture, self.document = name, picture, document
        self.marks: dict[str, str] = {}

    def stream(self, block: blocks.StreamBlock) -> list[dict[str, Any]]:
        """Return raw data for *block* with one block of each kind."""
        return [{"type": kind, "value": self.value(child, kind)} for kind, child in block.child_blocks.items()]

    def value(self, block: blocks.Block, place: str) -> Any:
        """Return raw data for *block*. A rich text holds what its editor makes of the same words."""
        match block:
            case ImageChooserBlock():
                return self.picture.pk
            case DocumentChooserBlock():
                return self.document.pk
            case blocks.StreamBlock():
                return self.stream(block)
            case blocks.StructBlock():
                return {name: self.value(child, f"{place}.{name}") for name, child in block.child_blocks.items()}
            case blocks.ListBlock():
                return [{"type": "item", "id": str(uuid.uuid4()), "value": self.value(block.child_block, f"{place}.item")}]
            case TypedTableBlock():
                columns = [{"type": "text", "heading": self.mark(f"{place}.heading")}]
                return {
                    "columns": columns,
                    "rows": [{"values": [self.mark(f"{place}.cell")]}],
                    "caption": self.mark(f"{place}.caption"),
                }
            case blocks.RichTextBlock():
                return f"<p>{escape(self.mark(place))}</p>"
            case blocks.ChoiceBlock() | blocks.FloatBlock():
                return block.get_default()
            case _:
                return self.mark(place)

    def mark(self, place: str) -> str:
        """Return hostile text of its own for *place*."""
        self.marks[place] = f"x{self.name}y{len(self.marks)}"
        return f"\"'><{self.marks[place]}>"


def poisoners(count: int) -> Iterator[Poisoner]:
    """Return *count* poisoners that share a picture and a document with hostile titles."""
    picture = Image.objects.create(title="\"'><xpicture>", file=get_test_image_file())
    document = Document.objects.create(title="\"'><xdocument>", file=ContentFile(b"words", name="words.txt"))
    return (Poisoner(str(number), picture, document) for number in range(count))
