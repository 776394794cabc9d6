"""How names and numbers are shown to people who need not know them whole."""


def mask_name(name: str) -> str:
    """Return *name* with its middle hidden: 林晓芸 → 林＊芸, 欧阳小明 → 欧＊＊明, 林芸 → 林＊.

    The first character stays, the last one too when there are at least three; every hidden one becomes ``＊``.
    """
    name = name.strip()
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return f"{name[0]}＊"
    return f"{name[0]}{'＊' * (len(name) - 2)}{name[-1]}"


def mask_phone(phone: str | None) -> str:
    """Return *phone* with its middle four digits hidden and without the Chinese prefix: ``139****2846``."""
    digits = (phone or "").removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else "*" * len(digits)


def mask_email(email: str | None) -> str:
    """Return *email* with most of the part before the @ hidden: ``li***@example.com``."""
    local, at, domain = (email or "").partition("@")
    return f"{local[:2]}***@{domain}" if at else ""
