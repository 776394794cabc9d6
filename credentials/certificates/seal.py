"""The organisation's seal, drawn by us as SVG. Pure."""

import math
import unicodedata
from xml.sax.saxutils import escape

RED = "#c8452d"
_WIDEST_ARC = 228.0  # degrees; the gap below is for the words under the mark
_RADIUS = 62.0
_FONT = "'Songti SC','Noto Serif CJK SC','Source Han Serif SC',serif"
_MARK = (
    '<g transform="translate(78 72)"><path d="M26.6 0c-1.3 13-7 24-17.5 33.5-.8.7-1.9-.2-1.4-1.2C14 22 18.3 11.5 20 .8 '
    '20.2-.4 21 0 22.3 0Z"/><path d="M24.5 14c3.6 8 8.5 13.8 15.3 17.5 1 .6 1 1.4.1 2l-4.7 3.5c-.8.6-1.6.6-2.4 '
    '0-5.2-4.4-9-10.2-11.5-17.4Z"/></g>'
)


def draw_seal(organisation: str, words: str) -> str:
    """Return a round seal (SVG, 200 × 200): the organisation's name in an arc, our mark, *words* (证书专用章) below.

    Every sign is turned by itself, because not every program draws text along a path. Long names get smaller signs.
    """
    signs = [sign for sign in organisation if unicodedata.category(sign)[0] != "C"]
    step = min(24.5, _WIDEST_ARC / max(len(signs), 1))
    size = min(21.0, math.radians(step) * _RADIUS * 0.92)
    first = -step * (len(signs) - 1) / 2
    arc = "".join(
        f'<text x="100" y="38" font-size="{size:.1f}" text-anchor="middle" '
        f'transform="rotate({first + place * step:.2f} 100 100)">{escape(sign)}</text>'
        for place, sign in enumerate(signs)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">'
        f'<g fill="none" stroke="{RED}"><circle cx="100" cy="100" r="94" stroke-width="5"/>'
        '<circle cx="100" cy="100" r="86" stroke-width="1.5"/></g>'
        f'<g fill="{RED}" font-family="{_FONT}" font-weight="700">{arc}'
        f'<text x="100" y="152" font-size="17" text-anchor="middle">{escape(words)}</text>{_MARK}</g></svg>'
    )
