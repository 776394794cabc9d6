"""Any text at all has an answer, and the same one from PostgreSQL and from the cluster.

``SEARCH_EXAMPLES=10000`` tries as many texts as that.
"""

import os
from uuid import uuid4

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.cluster.running import Instance
from search.answers.selectors import search
from search.answers.types import SearchQuery
from search.engines.elasticsearch import ClusterEngine, connect
from search.engines.postgres import PostgresEngine
from tests.search.conftest import KIND, Library
from tests.search.engines.conftest import SECONDS, fill

EXAMPLES = int(os.environ.get("SEARCH_EXAMPLES", "60"))
TITLES = [
    "低压电工作业安全", "养老护理员考证辅导", "茶艺师入门", "C++ 程序设计", "Win 11 办公", "国家标准 GB/T 1.1-2020 解读",
    "PD1728_A_1 设备维护", "𠮷他弹唱", "电工 初级", "护理 考试", "a b c d", "ab-cd/ef", "xi'an 旅游", "（电）工",
]  # fmt: skip
WORDS = [
    "电工", "養老", "护理", "考证", "怎么", "茶艺", "c++", "win11", "gb/t", "pd1728", "a1", "𠮷", "diangong", "ylhl", "初级",
    "-", "－", "\"", "“", "”", "《", "》", " ", "　", "/", "\\", "*", ":", "(", ")", "~", "^", "{", "}", "'", "&", "|", "!", "<->",
    "AND", "NEAR(", "OR", "\x00", "\u200b", "\u202e", "\ud800", "\ue000", "🙂", "①", "Ⅱ", "㎡", "é",
    "%s", "{{", "'; DROP TABLE x; --",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.text(st.sampled_from("电工养老护理证怎么考abcdgz019+#-/\"“”《》'\\:*&|!() \x00\u200b"), max_size=30),
)


def test_any_text_has_the_same_answer_everywhere(library: Library, server: Instance) -> None:
    for number, title in enumerate(TITLES):
        body = TITLES[number - 3]
        library.put(title, body=body, tags=[TITLES[number - 5]], facets={"level": [title[:1]]}, boost_learners=number)
    library.index()
    cluster, index = connect(server.url), f"test-{uuid4().hex}"
    cluster.create(index)
    fill(cluster, index)

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(TEXTS, st.sampled_from([{}, {"level": ["电"]}, {"level": ["电", "养"], "\x00": ["|"], "x": ["\ud800"]}]))
    def ask(text: str, filters: dict[str, list[str]]) -> None:
        query = SearchQuery(text=text, kinds=[KIND], facets=["level"], filters=filters, page_size=50)
        with transaction.atomic():
            here = search(query, engine=PostgresEngine())
            there = search(query, engine=ClusterEngine(cluster, index, seconds=SECONDS))
        assert (there.total, there.step, there.facets) == (here.total, here.step, here.facets)
        assert [hit.pk for hit in there.hits] == [hit.pk for hit in here.hits]

    try:
        ask()
    finally:
        cluster.drop(index)
