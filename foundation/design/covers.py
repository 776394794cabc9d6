"""Generated covers: one pure function per shape; the same words always give the same picture.

``draw_book``   300 × 400   a course: a thread-bound book in the cloth of its service kind, with title slip and seal
``draw_face``   120 × 120   a person: the family name on the lattice of the field

Nothing here reads a clock, a database or a setting, so a result can be cached for ever.
"""

import re
from dataclasses import dataclass
from html import escape

PAPER = "#fbfaf6"
INK = "#1c2b2a"
VERMILION = "#c8452d"
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif"
SLIP_MARGIN = 26
SLIP_CELLS = 14
CELL_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Cloth:
    """How a service kind looks: its one-character mark, the colour of its cloth, and the lattice woven into it."""

    mark: str
    colour: str
    tile_width: int
    tile_height: int
    lattice: str


LATTICE = {
    "citizen": ("M24 0 48 24 24 48 0 24ZM24 12 36 24 24 36 12 24ZM0 0h6M42 0h6M0 48h6M42 48h6M0 0v6M48 0v6M0 42v6M48 42v6"),
    "career": ("M0 0h48v48H0ZM12 0v12H0M36 0v12h12M12 48V36H0M36 48V36h12M18 18h12v12H18ZM24 0v18M24 30v18M0 24h18M30 24h18"),
    "skill": (
        "M2 4h20M12 4v16M2 20h20M26 28h20M36 28v16M26 44h20M26 4h20M26 20h20M26 4v16M46 4v16M2 28h20M2 44h20M2 28v16M22 28v16"
    ),
    "culture": (
        "M24 4a10 10 0 0 1 10 10 10 10 0 0 1 0 20 10 10 0 0 1-20 0 10 10 0 0 1 0-20A10 10 0 0 1 24 4Z"
        "M24 19v10M19 24h10M0 0l8 8M48 0l-8 8M0 48l8-8M48 48l-8-8"
    ),
    "community": "M21 0v12L0 24v24l21 12v12M21 12l21 12v24L21 60M21 24 10.5 30v12L21 48l10.5-6V30Z",
    "startup": "M0 0h32v16H16v32H0M16 16v16h16v16h16V0M32 0v16M16 32H0M32 32h16",
    "health": (
        "M0 28a28 28 0 0 1 56 0M9 28a19 19 0 0 1 38 0M18 28a10 10 0 0 1 20 0M-28 14a28 28 0 0 1 56 0"
        "M-19 14a19 19 0 0 1 38 0M28 14a28 28 0 0 1 56 0M37 14a19 19 0 0 1 38 0M0 0a28 28 0 0 0 0 0"
    ),
    "family": ("M0 6h24M0 12h24M0 18h24M30 0v24M36 0v24M42 0v24M24 30h24M24 36h24M24 42h24M6 24v24M12 24v24M18 24v24"),
    "mind": (
        "M32 26a6 6 0 1 1 0 12 6 6 0 0 1 0-12ZM32 16a16 16 0 1 1 0 32 16 16 0 0 1 0-32Z"
        "M32 6a26 26 0 1 1 0 52 26 26 0 0 1 0-52ZM0 6A6 6 0 0 0 6 0M58 0a6 6 0 0 0 6 6M64 58a6 6 0 0 0-6 6"
        "M6 64a6 6 0 0 0-6-6"
    ),
    "volunteer": (
        "M24 0a24 24 0 1 1 0 48 24 24 0 0 1 0-48ZM0-24a24 24 0 0 1 0 48M48-24a24 24 0 0 0 0 48"
        "M0 24a24 24 0 0 1 0 48M48 24a24 24 0 0 0 0 48"
    ),
}

CLOTHS = {
    "citizen": Cloth("民", "#345888", 48, 48, LATTICE["citizen"]),
    "career": Cloth("能", "#1f6b61", 48, 48, LATTICE["career"]),
    "skill": Cloth("技", "#4c5a68", 48, 48, LATTICE["skill"]),
    "culture": Cloth("艺", "#96354a", 48, 48, LATTICE["culture"]),
    "community": Cloth("社", "#7f5636", 42, 72, LATTICE["community"]),
    "startup": Cloth("创", "#6b4670", 48, 48, LATTICE["startup"]),
    "health": Cloth("养", "#48703a", 56, 28, LATTICE["health"]),
    "family": Cloth("家", "#8f6414", 48, 48, LATTICE["family"]),
    "mind": Cloth("心", "#256f86", 64, 64, LATTICE["mind"]),
    "volunteer": Cloth("志", "#ad4a26", 48, 48, LATTICE["volunteer"]),
}
DEFAULT_KIND = "citizen"


def seed_of(text: str) -> int:
    """Return a stable number below 2**32 for *text* (FNV-1a over code points), so that every title keeps its own look."""
    value = 0x811C9DC5
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value


def cells_of(title: str) -> list[str]:
    """Split a title for its slip: only the part before a colon; a run of Latin letters or digits takes one cell."""
    main = re.split(r"[：:]", title, maxsplit=1)[0]
    found = re.findall(r"[A-Za-z0-9]+|[^\W\d_]|[^\x00-\x7f\W]", main)
    return [cell[:CELL_LETTERS] for cell in found][:SLIP_CELLS] or ["知"]


def draw_book(kind: str, cells: list[str], seed: int, plate: str = "") -> str:
    """Return the SVG of a book cover.

    *plate* is a ``data:`` address of a picture to set into the cover, cropped by the caller to 5:9.
    """
    cloth = CLOTHS[kind]
    slip = _Slip.of(cells)
    pattern = _pattern(cloth, scale=(1, 1.35, 0.8)[seed % 3], x=seed % 31, y=(seed >> 5) % 29)
    ground = _plate(plate, slip) if plate else _GROUNDS[(seed >> 8) % 4]
    return _svg(
        300,
        400,
        f'<defs>{pattern}<clipPath id="c"><path d="M0 0h276v400H0z"/></clipPath></defs>'
        f'<path fill="{cloth.colour}" d="M0 0h300v400H0z"/><g clip-path="url(#c)">{ground}</g>'
        '<path d="M276 0h24v400h-24z" fill="#000" opacity=".12"/>'
        '<path d="M276.5 0v400M276 22h24M276 40h24M276 200h24M276 360h24M276 378h24" '
        'stroke="#fff" stroke-opacity=".6" fill="none"/>' + slip.draw(cloth),
    )


def draw_face(kind: str, character: str, seed: int) -> str:
    """Return the SVG of a portrait for a person without a picture: *character* in a round window."""
    cloth = CLOTHS[kind]
    pattern = _pattern(cloth, scale=0.7, x=seed % 19, y=seed % 17, weight=1.3)
    return _svg(
        120,
        120,
        f'<defs>{pattern}</defs><path fill="{cloth.colour}" d="M0 0h120v120H0z"/>'
        f'<path fill="url(#p)" opacity=".3" d="M0 0h120v120H0z"/><circle cx="60" cy="60" r="40" fill="{PAPER}"/>'
        f'<text x="60" y="76" font-family="{FONT}" font-size="44" font-weight="600" text-anchor="middle" '
        f'fill="{cloth.colour}">{escape(character)}</text>',
    )


@dataclass(frozen=True, slots=True)
class _Slip:
    """The title slip: its box on the cover and its characters in vertical columns, right to left."""

    width: float
    height: float
    text: str
    left: int = SLIP_MARGIN
    top: int = SLIP_MARGIN

    @classmethod
    def of(cls, cells: list[str]) -> "_Slip":
        """Lay out at most fourteen cells in one or two columns."""
        left = top = SLIP_MARGIN
        columns = 2 if len(cells) > 7 else 1
        per_column = -(-len(cells) // columns)
        size = min(44 if columns == 1 else 36, int(250 / per_column / 1.12))
        step, gap = size * 1.12, size * 1.16
        width = size + 32 if columns == 1 else size + gap + 28
        text = []
        for index, cell in enumerate(cells):
            column, row = divmod(index, per_column)
            x = left + width / 2 + (0 if columns == 1 else gap / 2 - column * gap)
            y = top + 20 + row * step + size * 0.86
            fit = min(size, size * 1.5 / len(cell)) if len(cell) > 1 else size
            text.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{fit:.1f}">{escape(cell)}</text>')
        return cls(width=width, height=26 + per_column * step + 44, text="".join(text))

    def draw(self, cloth: Cloth) -> str:
        """Return the slip with its text and the small seal of the kind."""
        seal_x, seal_y = self.left + self.width / 2 - 12, self.top + self.height - 38
        return (
            f'<rect x="{self.left}" y="{self.top}" width="{self.width:.1f}" height="{self.height:.1f}" fill="{PAPER}"/>'
            f'<rect x="{self.left + 5}" y="{self.top + 5}" width="{self.width - 10:.1f}" height="{self.height - 10:.1f}" '
            f'fill="none" stroke="{cloth.colour}"/>'
            f'<g font-family="{FONT}" font-weight="600" text-anchor="middle" fill="{INK}">{self.text}</g>'
            f'<rect x="{seal_x:.1f}" y="{seal_y:.1f}" width="24" height="24" rx="3" fill="{VERMILION}"/>'
            f'<text x="{seal_x + 12:.1f}" y="{seal_y + 18:.1f}" font-family="{FONT}" font-size="16" font-weight="600" '
            f'text-anchor="middle" fill="#fff">{cloth.mark}</text>'
        )


_GROUNDS = (
    '<rect width="276" height="400" fill="url(#p)" opacity=".26"/>',
    '<rect y="236" width="276" height="164" fill="url(#p)" opacity=".4"/>'
    '<path d="M0 235h276M0 228h276" stroke="#fff" stroke-opacity=".5"/>',
    '<circle cx="196" cy="262" r="118" fill="url(#p)" opacity=".42"/>'
    '<circle cx="196" cy="262" r="118" fill="none" stroke="#fff" stroke-opacity=".5"/>',
    '<path d="M276 96V400H0V330Z" fill="url(#p)" opacity=".38"/>',
)


def _plate(address: str, slip: _Slip) -> str:
    """Set a picture beside the slip, with a paper edge, on the woven cloth."""
    x = slip.left + slip.width + 14
    width = 262 - x
    height = min(width * 9 / 5, 274)
    y = 374 - height
    return (
        '<rect width="276" height="400" fill="url(#p)" opacity=".26"/>'
        f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="{width + 6:.1f}" height="{height + 6:.1f}" fill="{PAPER}"/>'
        f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="xMidYMid slice" '
        f'href="{escape(address)}"/>'
    )


def _pattern(cloth: Cloth, *, scale: float, x: int, y: int, weight: float = 1.6) -> str:
    return (
        f'<pattern id="p" width="{cloth.tile_width}" height="{cloth.tile_height}" patternUnits="userSpaceOnUse" '
        f'patternTransform="translate({x} {y}) scale({scale})">'
        f'<path d="{cloth.lattice}" fill="none" stroke="#fff" stroke-width="{weight / scale:.2f}"/></pattern>'
    )


def _svg(width: int, height: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{body}</svg>\n'
    )
