"""Slides drawn with Pillow in the look of the site: a cloth-coloured half with one large word, a paper half to read."""

import subprocess
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from foundation.design.covers import CLOTHS, INK, PAPER, VERMILION
from infra.demo.videos.script import Script

SIZE = (1280, 720)
LEFT = 440
MARGIN = 64
SOFT = "#5d6b69"
LINE = "#d9d6ca"


class FontMissing(Exception):
    """No Chinese font is installed; the text says which package brings one."""


@cache
def font(size: int, weight: str = "regular") -> ImageFont.FreeTypeFont:
    """Return the system's Chinese sans-serif font; *weight* is ``regular`` or ``bold``. ``FontMissing`` without one."""
    command = ["fc-match", "-f", "%{lang}\n%{file}\n%{index}", f"sans-serif:lang=zh-cn:{weight}"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout
    languages, file, index = answer.split("\n")
    if "zh-cn" not in languages.split("|"):
        raise FontMissing("没有中文字体，请先安装：apt-get install fonts-noto-cjk")
    return ImageFont.truetype(file, size, index=int(index) & 0xFFFF)


def draw_slide(script: Script, number: int, *, footnote: str = "") -> Image.Image:
    """Return slide *number* (from 0) of *script* as a picture; *footnote* stands in small letters at the foot."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    _draw_cloth(pen, script.kind)
    _draw_plate(pen, script.slides[number].key)
    _draw_words(pen, script, number)
    _draw_foot(pen, script, number, footnote)
    return picture


def _draw_cloth(pen: ImageDraw.ImageDraw, kind: str) -> None:
    cloth = CLOTHS[kind]
    pen.rectangle((0, 0, LEFT, SIZE[1]), fill=cloth.colour)
    light = _mix(cloth.colour, PAPER, 0.14)
    for step in range(-SIZE[1], LEFT, 48):
        pen.line((step, 0, step + SIZE[1], SIZE[1]), fill=light, width=2)
        pen.line((step + SIZE[1], 0, step, SIZE[1]), fill=light, width=2)
    pen.rectangle((LEFT, 0, SIZE[0], SIZE[1]), fill=PAPER)
    thread = _mix(cloth.colour, PAPER, 0.75)
    pen.line((36, 0, 36, SIZE[1]), fill=thread, width=3)
    for level in (90, 270, 450, 630):
        pen.line((0, level, 36, level), fill=thread, width=3)


def _draw_plate(pen: ImageDraw.ImageDraw, key: str) -> None:
    """Draw the slip with the large word, as large as it fits."""
    box = (84, 230, LEFT - 44, 490)
    pen.rounded_rectangle(box, radius=10, fill=PAPER)
    pen.rounded_rectangle((box[0] + 10, box[1] + 10, box[2] - 10, box[3] - 10), radius=6, outline=LINE, width=2)
    room = box[2] - box[0] - 44
    size = next((size for size in range(132, 35, -4) if pen.textlength(key, font=font(size, "bold")) <= room), 36)
    pen.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), key, font=font(size, "bold"), fill=INK, anchor="mm")


def _draw_words(pen: ImageDraw.ImageDraw, script: Script, number: int) -> None:
    slide, x = script.slides[number], LEFT + MARGIN
    width = SIZE[0] - x - MARGIN
    pen.text((x, 76), f"{script.series}　{script.title}", font=font(28), fill=SOFT, anchor="lm")
    pen.line((x, 112, SIZE[0] - MARGIN, 112), fill=INK, width=4)
    pen.line((x, 119, SIZE[0] - MARGIN, 119), fill=INK, width=1)
    y = 190
    for line in _wrap(pen, slide.heading, 60, "bold", width):
        pen.text((x, y), line, font=font(60, "bold"), fill=INK, anchor="lm")
        y += 82
    y += 24
    for text in slide.lines:
        pen.rectangle((x, y - 6, x + 12, y + 6), fill=VERMILION)
        for line in _wrap(pen, text, 38, "regular", width - 34):
            pen.text((x + 34, y), line, font=font(38), fill=INK, anchor="lm")
            y += 58
        y += 20


def _draw_foot(pen: ImageDraw.ImageDraw, script: Script, number: int, footnote: str) -> None:
    x, y, count = LEFT + MARGIN, SIZE[1] - 56, len(script.slides)
    pen.text((x, y), "知行学堂" + (f"　{footnote}" if footnote else ""), font=font(24), fill=SOFT, anchor="lm")
    for place in range(count):
        left = SIZE[0] - MARGIN - (count - place) * 26
        pen.ellipse((left, y - 6, left + 12, y + 6), fill=INK if place <= number else LINE)


def _wrap(pen: ImageDraw.ImageDraw, text: str, size: int, weight: str, width: int) -> list[str]:
    """Break *text* into lines of at most *width* pixels; a line never begins with closing punctuation."""
    lines = [""]
    for letter in text:
        fits = pen.textlength(lines[-1] + letter, font=font(size, weight)) <= width
        if fits or letter in "，。、；：！？”）":
            lines[-1] += letter
        else:
            lines.append(letter)
    return lines


def _mix(colour: str, other: str, share: float) -> tuple[int, int, int]:
    """Return *colour* with *share* of *other* in it, both as ``#rrggbb``."""
    first, second = (tuple(int(text[at : at + 2], 16) for at in (1, 3, 5)) for text in (colour, other))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
