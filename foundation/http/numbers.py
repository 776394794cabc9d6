"""Numbers that somebody wrote into an address or a form."""


def read_number(text: str | None, *, digits: int = 18) -> int | None:
    """Return the whole number that *text* is, ``None`` when it is none or has more than *digits* digits.

    Only 0 to 9 count: Python reads "１２" too, stumbles over "²", and would hand the database a number that no column takes.
    """
    if text is None or not text.isascii() or not text.isdigit() or len(text) > digits:
        return None
    return int(text)
