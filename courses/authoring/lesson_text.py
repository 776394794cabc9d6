"""The text of a lesson as a teacher types it, and as blocks.

One notation for both directions: a line that begins with ``# `` is a heading, lines that begin with ``- `` make a list,
everything else is a paragraph; an empty line ends one. Both functions are pure.
"""

from collections.abc import Iterable

type Block = tuple[str, str | list[str]]


def to_blocks(text: str) -> list[Block]:
    """Return *text* as ``(kind, value)`` pairs of kinds ``heading``, ``paragraph`` and ``list``."""
    blocks: list[Block] = []
    pending: list[str] = []
    kind = "paragraph"

    def close() -> None:
        if pending:
            blocks.append((kind, pending.copy() if kind == "list" else "\n".join(pending)))
            pending.clear()

    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        stripped = line.strip()
        line_kind = _kind_of(stripped)
        if not stripped or line_kind != kind or line_kind == "heading":
            close()
        if stripped:
            kind = line_kind
            pending.append(stripped[2:].strip() if kind != "paragraph" else stripped)
    close()
    return blocks


def to_text(blocks: Iterable[tuple[str, object]]) -> str:
    """Return the text a teacher would type for *blocks*; the inverse of ``to_blocks``."""
    return "\n\n".join(_block_text(kind, value) for kind, value in blocks)


def _kind_of(line: str) -> str:
    if line.startswith("# ") and line[2:].strip():
        return "heading"
    if line.startswith("- ") and line[2:].strip():
        return "list"
    return "paragraph"


def _block_text(kind: str, value: object) -> str:
    if kind == "heading":
        return f"# {value}"
    if kind == "list":
        return "\n".join(f"- {item}" for item in value)  # type: ignore[attr-defined]
    return str(value)
