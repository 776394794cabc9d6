"""Addresses of generated covers. An address carries everything the picture needs and a signature over it.

So a cover is drawn without the database, caches keep it for ever, and nobody can have the site draw words of their own.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from foundation.design.covers import CLOTHS, DEFAULT_KIND, cells_of, seed_of

BETWEEN_CELLS = "."
SIGNATURE_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture to set into a cover: the row of a Wagtail image, and a mark that changes with its file or focal point."""

    image_id: int
    version: str

    @classmethod
    def of(cls, image: Any) -> "Plate":
        """Describe the Wagtail image *image* without reading its file."""
        look = f"{image.file.name} {image.get_focal_point()}"
        return cls(image_id=image.pk, version=sha256(look.encode()).hexdigest()[:10])


def address_of_book(title: str, kind: str, *, seed: object = None, image: Any = None) -> str:
    """Return the address of the cover of the course *title*; *seed* replaces the title where the look must not follow it."""
    look_of = title if seed in (None, "") else str(seed)
    return _book_address(title, kind if kind in CLOTHS else DEFAULT_KIND, look_of, Plate.of(image) if image else None)


@lru_cache(maxsize=2048)
def _book_address(title: str, kind: str, seed: str, plate: Plate | None) -> str:
    """Return the signed address; the same courses stand on page after page, so signatures are kept."""
    look = f"{seed_of(seed):08x}"
    words = BETWEEN_CELLS.join(cells_of(title))
    if plate is None:
        return reverse("design:book", args=[kind, look, sign("book", kind, look, words), words])
    signature = sign("plate", kind, look, words, plate.image_id, plate.version)
    return reverse("design:book_with_plate", args=[kind, look, plate.image_id, plate.version, signature, words])


def address_of_face(name: str, kind: str) -> str:
    """Return the address of the portrait of somebody without a picture."""
    kind = kind if kind in CLOTHS else DEFAULT_KIND
    character = name.strip()[:1] or "学"
    look = f"{seed_of(name):08x}"
    return reverse("design:face", args=[kind, look, sign("face", kind, look, character), character])


def sign(*parts: object) -> str:
    """Return the signature over *parts*."""
    return salted_hmac("foundation.covers", "\n".join(map(str, parts)), algorithm="sha256").hexdigest()[:SIGNATURE_LETTERS]


def is_signed(signature: str, *parts: object) -> bool:
    """Tell whether *signature* is ours for *parts*."""
    return constant_time_compare(signature, sign(*parts))
