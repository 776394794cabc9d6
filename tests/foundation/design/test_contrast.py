"""Contrast of every pair of colour tokens that may meet, in both themes, after WCAG 2.2 (1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[3] / "frontend/src/css/tokens.css").read_text(encoding="utf-8")


def block(selector: str) -> dict[str, str]:
    start = CSS.index("{", CSS.index(selector))
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", CSS[start : CSS.index("}", start)]))


KINDS = dict(re.findall(r"--(on-kind|kind-\w+):\s*(#\w+);", CSS))
LIGHT = block(":root,\n") | KINDS
DARK = block('[data-theme="dark"] {') | KINDS
DARK_BY_DEVICE = block(":root:not([data-theme]) {") | KINDS

TEXT = {
    "ink": "paper surface sunk primary-tint gold-tint info-tint success-tint warning-tint danger-tint mark",
    "ink-2": "paper surface sunk primary-tint info-tint success-tint warning-tint danger-tint",
    "ink-3": "paper surface sunk primary-tint",
    "primary": "paper surface sunk primary-tint info-tint warning-tint",
    "primary-hover": "paper surface primary-tint",
    "on-primary": "primary primary-hover",
    "accent": "paper surface",
    "on-accent": "accent",
    "gold-ink": "paper surface gold-tint",
    "on-gold": "gold",
    "info": "paper surface info-tint",
    "success": "paper surface",
    "warning": "paper surface",
    "danger": "paper surface primary-tint danger-tint",
    "paper": "ink",
    "on-kind": " ".join(sorted(set(KINDS) - {"on-kind"})),
}
SHAPES = {
    "line-strong": "paper surface sunk",
    "primary": "line",
    "gold": "paper surface",
    "success": "success-tint primary-tint",
    "warning": "warning-tint",
    "focus": "paper surface sunk primary-tint",
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(c * weight for c, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def ratio(front: str, back: str) -> float:
    low, high = sorted((luminance(front), luminance(back)))
    return (high + 0.05) / (low + 0.05)


def weak_pairs(theme: dict[str, str], pairs: dict[str, str], least: float) -> list[str]:
    return [
        f"{front} on {back}: {ratio(theme[front], theme[back]):.2f}"
        for front, backs in pairs.items()
        for back in backs.split()
        if ratio(theme[front], theme[back]) < least
    ]


def test_the_measure_is_right():
    assert (round(ratio("#000000", "#ffffff"), 2), round(ratio("#777777", "#ffffff"), 2)) == (21.0, 4.48)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(theme):
    assert weak_pairs(theme, TEXT, 4.5) == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_shapes_can_be_told_from_their_ground(theme):
    assert weak_pairs(theme, SHAPES, 3) == []


def test_both_ways_into_the_dark_have_the_same_colours():
    assert DARK == DARK_BY_DEVICE
