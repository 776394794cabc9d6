"""Print the text of a PDF, one JSON line a page: ``[number, text]``. Runs as a child in the sandbox, on files of strangers.

It imports nothing of the product: ``python -I pdf_text.py FILE PAGES``. Exit status 3: not readable, or locked by a password.
"""

import json
import sys

UNREADABLE = 3


def main(name: str, most: int) -> int:
    """Print at most *most* pages; a page that cannot be read counts as one without text."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(name)
        if reader.is_encrypted and not reader.decrypt(""):
            return UNREADABLE
        total = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, NotImplementedError):
        return UNREADABLE
    for number in range(min(total, most)):
        try:
            text = reader.pages[number].extract_text()
        except (
            Exception
        ):  # a stranger's page can make the reader fail in any way; it shows as unsearchable, and the others are read
            text = ""
        sys.stdout.write(json.dumps([number + 1, text.encode("utf-8", "ignore").decode()]) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
