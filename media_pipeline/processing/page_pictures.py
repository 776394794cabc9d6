"""Draw the pages of a PDF as JPEG pictures. Runs as a child in the sandbox and imports nothing of the product.

``python -I page_pictures.py FILE FOLDER PAGES WIDTH…`` writes ``<number>-<width>.jpg`` for each width and prints one JSON line
a page: ``[number, width, height]`` of its largest picture. Every phone shows JPEG. Exit status 3: not readable.
"""

import json
import sys

UNREADABLE = 3
LONGEST_SIDE = 3
"""A page may be so many times as high as wide; a longer one is drawn smaller."""
QUALITY = 80


def main(name: str, folder: str, most: int, widths: list[int]) -> int:
    """Draw at most *most* pages; one that cannot be drawn is left out."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(name)
        total = len(document)
    except pypdfium2.PdfiumError:
        return UNREADABLE
    for number in range(1, min(total, most) + 1):
        try:
            size = draw(document[number - 1], f"{folder}/{number}", widths)
        except Exception as error:  # a stranger's page can fail in any way; the others are drawn
            sys.stderr.write(f"page {number}: {type(error).__name__}\n")
            continue
        sys.stdout.write(json.dumps([number, *size]) + "\n")
        sys.stdout.flush()
    return 0


def draw(page, stem: str, widths: list[int]) -> tuple[int, int]:  # type: ignore[no-untyped-def]  # pypdfium2 has no types
    """Write the pictures of one page and return the size of the largest."""
    from PIL import Image

    width, height = page.get_size()
    largest = max(widths)
    scale = min(largest / width, largest * LONGEST_SIDE / height)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    for wanted in widths:
        ratio = wanted / largest
        size = (max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio)))
        smaller = picture if wanted == largest else picture.resize(size, Image.Resampling.LANCZOS)
        smaller.save(f"{stem}-{wanted}.jpg", "JPEG", quality=QUALITY, optimize=True, progressive=True)
    page.close()
    return picture.width, picture.height


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), [int(width) for width in sys.argv[4:]]))
