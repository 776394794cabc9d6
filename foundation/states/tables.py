"""State machines as tables: which act leads from which state to which, and what must be true for it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from foundation.errors import Conflict


@dataclass(frozen=True)
class Transition:
    """One row of the table: *action* leads from any of *sources* to *target* if every guard named in *guards* lets it."""

    action: str
    sources: tuple[str, ...]
    target: str
    guards: tuple[str, ...] = ()


@dataclass(frozen=True)
class TransitionTable:
    """The states of one kind of object and the acts between them.

    *guards* maps a guard's name to a function that gets the facts of the case and returns why it refuses, or ``""``.
    A table with unknown states or guards, or with two rows for one act from one state, cannot be built (``ValueError``).
    """

    states: Sequence[str]
    transitions: Sequence[Transition]
    guards: Mapping[str, Callable[[Mapping[str, object]], str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        for row in self.transitions:
            if unknown := ({*row.sources, row.target} - set(self.states)) | (set(row.guards) - set(self.guards)):
                raise ValueError(f"{row.action} names unknown states or guards: {sorted(unknown)}")
            moves = {(row.action, source) for source in row.sources}
            if seen & moves:
                raise ValueError(f"{row.action} is described twice from one state")
            seen |= moves

    def target(self, action: str, state: str, facts: Mapping[str, object] | None = None) -> str:
        """Return the state to which *action* leads from *state*; ``Conflict`` when it leads nowhere or a guard refuses."""
        row = self._row(action, state)
        if row is None:
            raise Conflict(_("现在的状态不允许这样操作，请刷新页面后再看。"), code="wrong_state")
        for name in row.guards:
            if reason := self.guards[name](facts or {}):
                raise Conflict(reason, code=name)
        return row.target

    def actions(self, state: str, facts: Mapping[str, object] | None = None) -> list[str]:
        """Return the acts that are possible from *state*, in the order of the table."""
        possible = (row for row in self.transitions if state in row.sources)
        return [row.action for row in possible if not any(self.guards[name](facts or {}) for name in row.guards)]

    def _row(self, action: str, state: str) -> Transition | None:
        return next((row for row in self.transitions if row.action == action and state in row.sources), None)
