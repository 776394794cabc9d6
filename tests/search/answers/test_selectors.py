"""Searching, from a typed text to hits, on the real database."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.api import SearchQuery, Step, Visibility, search
from search.synonyms.models import Synonym
from search.synonyms.tables import build_table
from tests.search.conftest import KIND, Library

Found = Callable[..., list[str]]


def answer(text: str, **options: object) -> object:
    """Search among the trial documents."""
    return search(SearchQuery(text=text, kinds=[KIND], **options))  # type: ignore[arg-type]


@pytest.fixture
def shelf(library: Library) -> Library:
    """A few courses to look for."""
    for title, body in [
        ("低压电工作业安全", "万用表怎么量"),
        ("养老护理员考证辅导", "压疮预防，翻身拍背"),
        ("茶艺师入门", "泡一杯绿茶"),
        ("C++ 程序设计", "指针"),
        ("Win 11 办公", "数据透视表"),
        ("国家标准 GB/T 1.1-2020 解读", ""),
        ("PD1728_A_1 设备维护", ""),
        ("𠮷他弹唱", ""),
    ]:
        library.put(title, body=body)
    library.index()
    return library


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("电工", "低压电工作业安全"),
        ("電工", "低压电工作业安全"),
        ("压电", "低压电工作业安全"),
        ("茶", "茶艺师入门"),
        ("c++", "C++ 程序设计"),
        ("Ｃ＋＋", "C++ 程序设计"),
        ("win11", "Win 11 办公"),
        ("ＷＩＮ１１", "Win 11 办公"),
        ("gb/t", "国家标准 GB/T 1.1-2020 解读"),
        ("gbt", "国家标准 GB/T 1.1-2020 解读"),
        ("GB/T 1.1-2020", "国家标准 GB/T 1.1-2020 解读"),
        ("PD1728", "PD1728_A_1 设备维护"),
        ("pd1728_a_1", "PD1728_A_1 设备维护"),
        ("𠮷他", "𠮷他弹唱"),
        ("压疮 护理", "养老护理员考证辅导"),
        ("“翻身拍背”", "养老护理员考证辅导"),
        ("养\u200b老", "养老护理员考证辅导"),
    ],
)
def test_what_was_typed_is_found(shelf: Library, found: Found, text: str, title: str) -> None:
    assert found(text, is_literal=True) == [title]


def test_a_question_is_answered_as_asked(shelf: Library) -> None:
    results = answer("弹唱证怎么考")

    assert ([shelf.documents[hit.pk].title for hit in results.hits], results.step) == (["𠮷他弹唱"], Step.STRICT)


@pytest.mark.parametrize(
    ("text", "title", "step"),
    [
        ("diangong", "低压电工作业安全", Step.SOUND),
        ("dian gong", "低压电工作业安全", Step.SOUND),
        ("yanglaohuliyuan", "养老护理员考证辅导", Step.SOUND),
        ("ylhl", "养老护理员考证辅导", Step.SOUND),
        ("chayishi", "茶艺师入门", Step.SOUND),
        ("茶意师", "茶艺师入门", Step.SAME_SOUND),
        ("养老户理员", "养老护理员考证辅导", Step.SAME_SOUND),
        ("养老扩理员", "养老护理员考证辅导", Step.NEAR),
        ("电工 量子", "低压电工作业安全", Step.PARTIAL),
    ],
)
def test_the_ladder(shelf: Library, text: str, title: str, step: Step) -> None:
    results = answer(text)

    assert shelf.documents[results.hits[0].pk].title == title
    assert results.step == step
    assert results.showing_for


@pytest.mark.parametrize("text", ["龘靐齉", "asdfqwerzx", "？？？", "🙂", "\x00", '""', "飞机大炮", "zzzz"])
def test_nonsense_finds_nothing(shelf: Library, text: str) -> None:
    results = answer(text)

    assert results.total == 0
    assert results.hits == []


def test_only_what_was_typed_when_asked(shelf: Library, found: Found) -> None:
    assert found("diangong", is_literal=True) == []


@pytest.mark.parametrize("text", ["电工 -安全", "电工 －安全"])
def test_excluded_words(library: Library, found: Found, text: str) -> None:
    library.put("电工安全")
    library.put("电工基础")
    library.index()

    assert found(text) == ["电工基础"]


def test_strict_hits_stand_above_those_that_fill_the_page(library: Library, found: Found) -> None:
    library.put("叉车考试")
    library.put("叉车保养", boost_learners=100_000)
    library.index()

    assert found("叉车 坡道")[:2] == ["叉车保养", "叉车考试"]
    library.put("叉车坡道行驶")
    library.index()
    assert found("叉车 坡道")[0] == "叉车坡道行驶"


def test_no_match_across_fields(library: Library, found: Found) -> None:
    library.put("安全用电", tags=["工会"], body="作业")
    library.index()

    assert found("电工", is_literal=True) == []


def test_title_beats_body_and_whole_title_beats_part(library: Library, found: Found) -> None:
    library.put("安全", body="电工电工电工")
    library.put("低压电工作业", body="")
    library.put("电工", body="")
    library.index()

    assert found("电工") == ["电工", "低压电工作业", "安全"]


def test_synonyms_are_live_at_once(library: Library, found: Found) -> None:
    library.put("中式烹调师")
    library.index()
    assert found("大厨") == []

    Synonym.objects.create(word="大厨", others=["中式烹调师"])

    assert found("大厨") == ["中式烹调师"]
    Synonym.objects.update(is_active=False)
    assert found("大厨") == []


def test_a_synonym_equal_to_a_stop_word_does_no_harm(shelf: Library) -> None:
    table = build_table([("怎么", ["的", "电工"], False), ("电工", ["怎么"], False)])

    assert search(SearchQuery(text="怎么 电工", kinds=[KIND]), synonyms=table).total == 1


def test_hidden_and_not_yet_published_documents_are_not_found(library: Library, found: Found) -> None:
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    library.put("电工一", visibility=Visibility.HIDDEN)
    library.put("电工二", published_at=now + timedelta(hours=1))
    library.put("电工三", hidden_from=now - timedelta(hours=1))
    library.put("电工四", published_at=now - timedelta(hours=1), hidden_from=now + timedelta(hours=1))
    library.index()

    assert found("电工") == ["电工四"]


def test_facets_leave_out_their_own_filter(library: Library) -> None:
    for level, subject in [("a", "x"), ("a", "y"), ("b", "x"), ("c", "y")]:
        library.put("电工", facets={"level": [level], "subject": [subject]})
    library.index()

    results = answer("电工", facets=["level", "subject"], filters={"level": ["a", "none"], "subject": ["x"]})

    assert results.total == 1
    counts = {name: [(v.value, v.count, v.selected) for v in values] for name, values in results.facets.items()}
    assert counts == {
        "level": [("a", 1, True), ("b", 1, False), ("none", 0, True)],
        "subject": [("x", 1, True), ("y", 1, False)],
    }


def test_counts_agree_with_what_each_filter_shows(library: Library) -> None:
    for number in range(40):
        library.put(
            f"电工{number}",
            facets={"level": [str(number % 3)], "subject": [str(number % 5), str(number % 7)], "provider": [str(number % 2)]},
        )
    library.index()
    chosen = {"level": ["0", "1"], "provider": ["1"]}

    results = answer("电工", facets=["level", "subject", "provider"], filters=chosen)

    for name, values in results.facets.items():
        for value in values:
            others = {key: list(kept) for key, kept in chosen.items() if key != name}
            assert value.count == answer("电工", filters=others | {name: [value.value]}).total


@pytest.mark.parametrize(
    ("page", "size", "shown"), [(0, 10, 10), (-5, 10, 10), (10**9, 10, 5), (2, 10, 10), (1, -3, 1), (1, 10**6, 25)]
)
def test_pages_out_of_range(library: Library, page: int, size: int, shown: int) -> None:
    for number in range(25):
        library.put(f"电工{number}")
    library.index()

    assert len(answer("电工", page=page, page_size=size).hits) == shown


def test_unknown_facets_and_a_thousand_values(shelf: Library) -> None:
    results = answer("电工", facets=["nothing"], filters={"nothing": [str(n) for n in range(1000)], "x": ["\x00", "a"]})

    assert results.total == 0
    assert len(results.facets["nothing"]) <= 1050


def test_a_title_that_is_markup_is_escaped(library: Library) -> None:
    library.put("<script>电工</script>", body="<b onclick=x>电工</b>")
    library.index()

    hit = answer("电工").hits[0]

    assert hit.title_html == "&lt;script&gt;<mark>电工</mark>&lt;/script&gt;"
    assert hit.snippet_html == "&lt;b onclick=x&gt;<mark>电工</mark>&lt;/b&gt;"


def test_pages_do_not_overlap(library: Library) -> None:
    for number in range(25):
        library.put(f"电工{number}")
    library.index()

    seen = [hit.pk for page in (1, 2, 3) for hit in answer("电工", page=page).hits]

    assert sorted(seen) == list(range(1, 26))


def test_sorting(library: Library, found: Found) -> None:
    from datetime import UTC, datetime

    library.put("电工旧", boost_learners=9, published_at=datetime(2020, 1, 1, tzinfo=UTC))
    library.put("电工新", boost_learners=1, published_at=datetime(2021, 1, 1, tzinfo=UTC))
    library.index()

    assert found("电工", sort="new") == ["电工新", "电工旧"]
    assert found("电工", sort="popular") == ["电工旧", "电工新"]
    assert found("", sort="nonsense") == ["电工旧", "电工新"]


@pytest.mark.parametrize("copies", [1, 3])
def test_queries_are_few_and_constant(library: Library, copies: int, django_assert_num_queries: Callable[[int], object]) -> None:
    for number in range(copies):
        library.put(f"电工{number}", facets={"level": ["a"]})
    library.index()

    with django_assert_num_queries(5):
        answer("电工", facets=["level"])


@pytest.mark.parametrize(
    "text",
    [
        "AND", "NEAR(", "*", "^", "-", "{title}:", "/", "~", "\\", "'; DROP TABLE x; --", "{{ 7*7 }}", "%s", "电工 & | ! <-> :*",
        'a"b', "“电工", "c#", ".net", "电工\\", "电'工", "xi'an", "②", "́", "\ud800", "\ufdd0", "e\u0301", "ｶﾞ", "각",
    ],
)  # fmt: skip
def test_signs_of_any_language_are_only_text(shelf: Library, text: str) -> None:
    assert answer(text).page == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=40),
        st.text(st.sampled_from("电工养老护理证怎么考abcdgz019+#-/\"“”《》'\\:*&|!() \x00\u200b"), max_size=30),
    )
)
def test_no_text_raises_an_error(shelf: Library, text: str) -> None:
    results = answer(text, facets=["level"])

    assert results.total >= len(results.hits)
