"""What holds on PostgreSQL, OpenSearch and Elasticsearch alike."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from search.api import Step, Visibility
from tests.search.engines.conftest import Bench

SHELF = [
    ("低压电工作业安全", "万用表怎么量"),
    ("养老护理员考证辅导", "压疮预防，翻身拍背"),
    ("茶艺师入门", "泡一杯绿茶"),
    ("C++ 程序设计", "指针"),
    ("Win 11 办公", "数据透视表"),
    ("国家标准 GB/T 1.1-2020 解读", ""),
    ("PD1728_A_1 设备维护", ""),
    ("𠮷他弹唱", "音标 é 与 ㎡ 的写法"),
]


def put_shelf(bench: Bench) -> None:
    """Put a few courses there."""
    for title, body in SHELF:
        bench.library.put(title, body=body)
    bench.index()


def test_what_was_typed_is_found(bench: Bench) -> None:
    put_shelf(bench)
    wanted = {
        "电工": 0, "電工": 0, "压电": 0, "万用表": 0, "安": 0,
        "压疮 护理": 1, "“翻身拍背”": 1, "养\u200b老": 1,
        "茶": 2, "绿茶": 2,
        "c++": 3, "Ｃ＋＋": 3,
        "win11": 4, "ＷＩＮ１１": 4, "“办公 数据”": None,
        "gb/t": 5, "gbt": 5, "GB/T 1.1-2020": 5, "c#": None,
        "PD1728": 6, "pd1728_a_1": 6, "pd1728a1": 6,
        "𠮷他": 7, "e": 7, "m2": 7,
    }  # fmt: skip

    found = {text: bench.titles(text, is_literal=True) for text in wanted}

    assert found == {text: [] if number is None else [SHELF[number][0]] for text, number in wanted.items()}


def test_the_ladder(bench: Bench) -> None:
    put_shelf(bench)
    wanted = {
        "diangong": (0, Step.SOUND),
        "ylhl": (1, Step.SOUND),
        "茶意师": (2, Step.SAME_SOUND),
        "养老扩理员": (1, Step.NEAR),
        "电工证怎么考": (0, Step.STRICT),
        "电工剪纸": (0, Step.PARTIAL),
    }

    for text, (number, step) in wanted.items():
        results = bench.find(text)
        assert (results.step, bench.library.documents[results.hits[0].pk].title) == (step, SHELF[number][0])


def test_nonsense_finds_nothing(bench: Bench) -> None:
    put_shelf(bench)

    assert [bench.find(text).total for text in ("龘靐齉", "asdfqwerzx", "？？？", "🙂", "\x00", '""', "飞机大炮", "")] == [
        0
    ] * 7 + [8]


def test_phrases_stay_within_a_field_and_a_tag(bench: Bench) -> None:
    bench.library.put("安全用电", tags=["工会", "会员"], body="作业")
    bench.index()

    assert bench.titles("电工", is_literal=True) == []
    assert bench.titles("“工会会员”", is_literal=True) == []
    assert bench.titles("工会", is_literal=True) == ["安全用电"]


def test_excluded_words(bench: Bench) -> None:
    bench.library.put("电工安全")
    bench.library.put("电工基础")
    bench.index()

    assert bench.titles("电工 －安全") == ["电工基础"]
    assert bench.titles("-安全") == ["电工基础"]


def test_part_of_the_words_fills_the_page_below(bench: Bench) -> None:
    bench.library.put("叉车考试")
    bench.library.put("叉车保养", boost_learners=100_000)
    bench.library.put("叉车坡道行驶")
    bench.index()

    assert bench.titles("叉车 坡道") == ["叉车坡道行驶", "叉车保养", "叉车考试"]


def test_order_of_the_best(bench: Bench) -> None:
    bench.library.put("安全", body="电工电工电工")
    bench.library.put("低压电工作业")
    bench.library.put("电工")
    bench.library.put("工会", tags=["电工"])
    bench.index()

    assert bench.titles("电工") == ["电工", "低压电工作业", "工会", "安全"]


def test_only_what_may_be_seen_now(bench: Bench) -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    bench.library.put("电工一", visibility=Visibility.HIDDEN)
    bench.library.put("电工二", published_at=now + hour)
    bench.library.put("电工三", hidden_from=now - hour)
    bench.library.put("电工四", published_at=now - hour, hidden_from=now + hour)
    bench.library.put("电工五")
    bench.index()

    assert sorted(bench.titles("电工")) == ["电工五", "电工四"]


def test_facets_leave_out_their_own_filter(bench: Bench) -> None:
    for level, subject in [("a", "x"), ("a", "y"), ("b", "x"), ("c", "y")]:
        bench.library.put("电工", facets={"level": [level], "subject": [subject]})
    bench.index()

    results = bench.find("电工", facets=["level", "subject"], filters={"level": ["a", "none"], "subject": ["x"]})

    assert results.total == 1
    counts = {name: [(v.value, v.count, v.selected) for v in values] for name, values in results.facets.items()}
    assert counts == {
        "level": [("a", 1, True), ("b", 1, False), ("none", 0, True)],
        "subject": [("x", 1, True), ("y", 1, False)],
    }


def test_a_chosen_value_is_counted_however_rare(bench: Bench) -> None:
    for number in range(60):
        for _ in range(1 if number == 59 else 2):
            bench.library.put("电工", facets={"provider": [f"{number:02}"]})
    bench.index()

    values = bench.find("电工", facets=["provider"], filters={"provider": ["59"]}).facets["provider"]

    assert len(values) == 51
    assert [(value.count, value.selected) for value in values if value.value == "59"] == [(1, True)]


def test_signs_in_facets_are_only_text(bench: Bench) -> None:
    bench.library.put("电工", facets={"a.b": ["x|y", "“甲”:乙"], "a": ["z"]})
    bench.index()

    results = bench.find("电工", facets=["a.b", "a", ".*", "甲|乙"], filters={"a.b": ["x|y"]})

    counts = {name: sorted((value.value, value.count) for value in values) for name, values in results.facets.items()}
    assert counts == {"a.b": [("x|y", 1), ("“甲”:乙", 1)], "a": [("z", 1)], ".*": [], "甲|乙": []}


def test_sorting(bench: Bench) -> None:
    bench.library.put("电工旧", boost_learners=9, published_at=datetime(2020, 1, 1, tzinfo=UTC))
    bench.library.put("电工新", boost_learners=1, published_at=datetime(2021, 1, 1, tzinfo=UTC))
    bench.library.put("电工无期", boost_learners=3)
    bench.index()

    assert bench.titles("电工", sort="new") == ["电工新", "电工旧", "电工无期"]
    assert bench.titles("电工", sort="popular") == ["电工旧", "电工无期", "电工新"]
    assert bench.titles("", sort="nonsense") == ["电工旧", "电工无期", "电工新"]


def test_pages_do_not_overlap_and_out_of_range_ones_are_brought_in(bench: Bench) -> None:
    for number in range(25):
        bench.library.put(f"电工{number}")
    bench.index()

    assert sorted(hit.pk for page in (1, 2, 3) for hit in bench.find("电工", page=page).hits) == list(range(1, 26))
    shown = [len(bench.find("电工", page=page, page_size=size).hits) for page, size in [(0, 10), (-5, 10), (10**9, 10), (1, -3)]]
    assert shown == [10, 10, 5, 1]


@pytest.mark.parametrize("size", [100, 101, 600, 100_000])
def test_long_queries(bench: Bench, size: int) -> None:
    put_shelf(bench)

    assert bench.find("电工" * (size // 2)).page == 1
    assert bench.find("电工 " * 200).hits[0].pk == 1
