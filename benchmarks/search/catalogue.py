"""A made-up catalogue of any size over the subjects of ``subjects.tsv``: the same for the same size."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search.api import SearchDocument

FOLDER = Path(__file__).parent
LEVELS = ("初级", "中级", "高级", "技师", "高级技师")
CITIES = ("滨江", "云溪", "长岭", "安泽", "河洲", "南湖", "东屏", "青原")
PLACES = ("职业学院", "老年大学", "社区学院", "培训中心")
FAMILY_NAMES, GIVEN_NAMES = "赵钱孙李周吴郑王冯陈", ("文清", "思源", "玉梅", "国强", "小兰", "建华")
SENTENCES = (
    "这一节讲{topic}，先看示范再自己动手。",
    "做{topic}以前，把要用的东西摆好。",
    "{topic}常见的毛病有三个，逐个来看怎么避免。",
    "学{subject}的人最关心{topic}，请看完整过程。",
    "练习的时候慢一点，把步骤记在本子上。",
    "有不懂的地方，可以在课后提问。",
)
FACETS = ("kind", "subject", "level", "provider", "region")


@dataclass(frozen=True)
class Subject:
    """A field of learning, how titles call it, and its topics."""

    domain: str
    names: list[str]
    topics: list[str]


def read_subjects() -> list[Subject]:
    """Return the subjects of the file."""
    lines = (FOLDER / "subjects.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Subject(domain, names.split(","), topics.split(",")) for _, domain, names, topics in rows]


def make_documents(size: int) -> Iterator[SearchDocument]:
    """Yield *size* documents: courses, each followed by its lessons and what is said in them."""
    dice, subjects, number = random.Random(size), read_subjects(), 0  # noqa: S311
    while number < size:
        subject = dice.choice(subjects)
        name, level = dice.choice(subject.names), dice.choice(LEVELS)
        city = dice.choice(CITIES)
        provider = city + dice.choice(PLACES)
        tags = [dice.choice(FAMILY_NAMES) + dice.choice(GIVEN_NAMES), provider]
        facets = {"subject": [subject.domain], "level": [level], "provider": [provider], "region": [city]}
        title = dice.choice((f"{name}{level}班", f"零基础学{name}", f"{level}{name}课程", f"{name}实操"))
        shared = {"facets": facets, "boost_learners": int(dice.paretovariate(0.9) * 20)}
        number += 1
        course = number
        yield _document("course", course, title, tags, "、".join(subject.topics), **shared)
        for topic in dice.sample(subject.topics, min(3, len(subject.topics))):
            number += 1
            lesson = number
            words = [sentence.format(topic=topic, subject=name) for sentence in SENTENCES]
            yield _document(
                "lesson", lesson, topic, [title, *tags], "".join(dice.sample(words, 2)), parent=("course", course), **shared
            )
            for part in range(2):
                number += 1
                body = "".join(dice.choices(words, k=6))
                extra = {"starts": [[0, 40 * part]]}
                above = {"parent": ("lesson", lesson), "extra": extra}
                yield _document("transcript", number, "", [topic, title, *tags], body, **above, **shared)


def _document(kind: str, pk: int, title: str, tags: list[str], body: str, **more: object) -> SearchDocument:
    return SearchDocument(kind=kind, pk=pk, title=title, tags=tags, body=body, url=f"/{pk}/", **more)  # type: ignore[arg-type]


def read_queries() -> list[str]:
    """Return the judged queries, without what makes them judged."""
    lines = (FOLDER / "judged.tsv").read_text("utf-8").splitlines()[1:]
    return [line.split("\t")[2] for line in lines]
