"""What other apps say on the health page about their own parts."""

from collections.abc import Callable

looks: dict[str, Callable[[], str]] = {}


def register_look(name: str, look: Callable[[], str]) -> None:
    """Show *look* on the health page: it returns what is wrong, in a few words, or nothing. Such a part only slows the site."""
    looks[name] = look
