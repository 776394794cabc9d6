"""The order of the best hits."""

from search.analysis.tokens import Term
from search.answers.ranking import order_hits
from search.engines.plan import Candidate, Group, Literal, Plan


def _group(text: str) -> Group:
    return Group((Literal(text, (Term(text),)),))


def _hit(pk: int, title: str, *, tags: str = "", facets: tuple[str, ...] = (), found: tuple[bool, ...] = (True,)) -> Candidate:
    return Candidate(pk, "course", pk, title, tags, facets, 1.0, 0, 0.0, found)


def test_another_level_than_the_one_asked_for_stands_last() -> None:
    plan = Plan((_group("调酒"),), soft=("level:beginner",))
    other = _hit(1, "调酒", facets=("kind:course", "level:advanced"))
    none = _hit(2, "调酒", facets=("kind:course",))
    right = _hit(3, "调酒", facets=("kind:course", "level:beginner"))

    assert [hit.id for hit in order_hits([other, none, right], plan, "初级调酒")] == [3, 2, 1]


def test_a_word_in_title_or_tags_counts_more_than_one_in_the_text() -> None:
    plan = Plan((_group("船员"), _group("救生")))
    said = _hit(1, "船员", found=(True, True))
    named = _hit(2, "救生艇操作", tags="船员", found=(True, True))

    assert [hit.id for hit in order_hits([said, named], plan, "船员 救生")] == [2, 1]
