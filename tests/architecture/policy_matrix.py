"""Who is let in where: one row for every address of the site. An address without a row fails the test.

A row names the parts that are let in; everybody else is asked to sign in (visitors) or turned away (403 or 404). Let in
means that the view runs its rule: a page, a redirect, or a complaint about the missing form.

``holder`` is enrolled in the live course and owns its note; ``resident`` owns nothing. ``teacher`` owns the courses,
``colleague`` teaches in the same college, ``outsider`` in another. ``manager`` manages the college, ``platform`` everything.
"""

from dataclasses import dataclass

PARTS = ("visitor", "resident", "holder", "outsider", "colleague", "reviewer", "teacher", "manager", "platform")

EVERYONE = frozenset(PARTS)
SIGNED_IN = EVERYONE - {"visitor"}
TEACHING = frozenset({"outsider", "colleague", "teacher", "manager", "platform"})
MAKERS = frozenset({"teacher", "manager", "platform"})
REVIEWING = frozenset({"reviewer", "platform"})
MANAGERS = frozenset({"manager", "platform"})
HOLDER = frozenset({"holder"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """The parts that are let in, and how the address is asked."""

    let_in: frozenset[str]
    method: str = "get"


def shown(let_in: frozenset[str], *addresses: str) -> dict[str, Row]:
    """Rows for pages."""
    return {address: Row(let_in) for address in addresses}


def posted(let_in: frozenset[str], *addresses: str) -> dict[str, Row]:
    """Rows for addresses that are only ever posted to."""
    return {address: Row(let_in, "post") for address in addresses}
