"""A plan as the text of a ``tsquery``, to be cast and never parsed: every lexeme is quoted here."""

from collections.abc import Iterable, Sequence

from search.documents.vectors import kind_lexeme, quoted
from search.engines.plan import Group, Literal, Plan


def plan_query(plan: Plan, kinds: Sequence[str] = ()) -> str:
    """Return the ``tsquery`` literal of a plan among *kinds* (none: all); empty when the plan asks for no word."""
    sets = ["(" + " & ".join(group_query(group) for group in groups) + ")" for groups in plan.accepted_sets() if groups]
    wanted = " | ".join(dict.fromkeys(sets))
    refused = [f"!({literal_query(literal)})" for literal in plan.excluded]
    among = ["(" + " | ".join(kind_lexeme(kind) for kind in kinds) + ")"] if kinds else []
    asked = [f"({wanted})", *refused] if wanted else refused
    return " & ".join([*asked, *among]) if asked else ""


def group_query(group: Group) -> str:
    """Return one group: any of its literals."""
    return "(" + " | ".join(dict.fromkeys(literal_query(literal) for literal in group.literals)) + ")"


def any_query(groups: Iterable[Group]) -> str:
    """Return a query for any of the groups, for ranking."""
    return " | ".join(group_query(group) for group in groups)


def literal_query(literal: Literal) -> str:
    """Return one phrase: its terms next to each other, in order."""
    terms = [quoted(term.lexeme) + (":*" if term.prefix else "") for term in literal.terms]
    return "(" + " <-> ".join(terms) + ")"
