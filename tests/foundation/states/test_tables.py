"""State machines as tables."""

from collections.abc import Mapping

import pytest

from foundation.api import Conflict, Transition, TransitionTable


def _paid(facts: Mapping[str, object]) -> str:
    return "" if facts.get("paid") else "还没有付款"


TABLE = TransitionTable(
    states=["draft", "open", "closed"],
    transitions=[
        Transition("publish", ("draft",), "open", guards=("paid",)),
        Transition("close", ("draft", "open"), "closed"),
    ],
    guards={"paid": _paid},
)


def test_an_act_leads_to_its_target() -> None:
    assert TABLE.target("close", "open") == "closed"
    assert TABLE.target("publish", "draft", {"paid": True}) == "open"


@pytest.mark.parametrize(("action", "state"), [("publish", "open"), ("close", "closed"), ("fly", "draft"), ("close", "nowhere")])
def test_what_the_table_does_not_know_is_a_conflict(action: str, state: str) -> None:
    with pytest.raises(Conflict) as refused:
        TABLE.target(action, state)

    assert refused.value.code == "wrong_state"


def test_a_guard_refuses_with_its_reason() -> None:
    with pytest.raises(Conflict) as refused:
        TABLE.target("publish", "draft", {"paid": False})

    assert (refused.value.code, refused.value.message) == ("paid", "还没有付款")


def test_possible_acts_depend_on_state_and_guards() -> None:
    assert TABLE.actions("draft") == ["close"]
    assert TABLE.actions("draft", {"paid": True}) == ["publish", "close"]
    assert TABLE.actions("closed") == []


@pytest.mark.parametrize(
    "rows",
    [
        [Transition("go", ("a",), "nowhere")],
        [Transition("go", ("nowhere",), "a")],
        [Transition("go", ("a",), "b", guards=("unknown",))],
        [Transition("go", ("a",), "b"), Transition("go", ("a",), "a")],
    ],
)
def test_a_table_with_mistakes_cannot_be_built(rows: list[Transition]) -> None:
    with pytest.raises(ValueError, match="go "):
        TransitionTable(states=["a", "b"], transitions=rows)
