"""Every page is HTML as the standard has it: a strict parser finds no fault, and what stands in what is allowed there."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from tinyhtml5.parser import HTMLParser

from tests.architecture.policy_world import build_world
from tests.architecture.test_hostile_text import show_everything
from tests.factories.cms import NewsPageFactory, site_with_pages

XHTML = "{http://www.w3.org/1999/xhtml}"
PHRASING_ONLY = {"span", "button", "label", "p", "h1", "h2", "h3", "h4", "em", "strong", "small", "time", "summary", "dt", "legend"}
BLOCKS = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "nav",
    "form",
    "table",
    "fieldset",
    "figure",
}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th", "script", "template"},
    "select": {"option", "optgroup", "hr"},
}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form", "headers", "popovertarget")


def name_of(element: Element) -> str:
    """Return the tag of *element* without its namespace; empty for comments."""
    return element.tag.removeprefix(XHTML) if isinstance(element.tag, str) else ""


def walk(element: Element, above: tuple[str, ...] = ()) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Yield every element with the names of what it stands in, outermost first."""
    yield element, above
    for child in element:
        yield from walk(child, (*above, name_of(element)))


def nesting_faults(element: Element, above: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with where *element* stands."""
    name = name_of(element)
    parent = above[-1] if above else ""
    if name in BLOCKS and (holder := next((up for up in above if up in PHRASING_ONLY), "")):
        yield f"<{name}> in <{holder}>"
    if parent in CHILDREN and name and name not in CHILDREN[parent]:
        yield f"<{name}> is a child of <{parent}>"
    if name in {"a", "button"} and (outer := next((up for up in above if up in {"a", "button"}), "")):
        yield f"<{name}> in <{outer}>"
    if name == "img" and element.get("alt") is None:
        yield f"<img> without alt: {element.get('src')}"
    if name == "li" and parent not in {"ul", "ol", "menu"}:
        yield f"<li> in <{parent}>"


def faults_of(text: str) -> list[str]:
    """Return everything that is wrong with the page *text*."""
    parser = HTMLParser()
    tree = parser.parse(text)
    lines = text.splitlines()
    found = [f"line {place[0]}: {code}: {lines[place[0] - 1].strip()[:120]}" for place, code, _values in parser.errors]
    ids: Counter[str] = Counter()
    wanted: set[tuple[str, str]] = set()
    for element, above in walk(tree):
        found += nesting_faults(element, above)
        ids.update([element.get("id")] if element.get("id") is not None else [])
        wanted |= {(key, word) for key in REFERENCES for word in (element.get(key) or "").split()}
    found += [f"id {name!r} stands {number} times" for name, number in ids.items() if number > 1 or not name or " " in name]
    found += [f"{key}={word!r} names nothing" for key, word in sorted(wanted) if word not in ids]
    return found


@pytest.mark.django_db
def test_every_page_is_valid() -> None:
    site_with_pages()
    NewsPageFactory(slug="news-0")
    pages = {place: text for place, text in show_everything(build_world()).items() if "<html" in text[:2000]}

    wrong = {place: faults for place, text in pages.items() if (faults := faults_of(text))}

    assert wrong == {}, "\n".join(f"{place}: {fault}" for place, faults in wrong.items() for fault in faults)
    assert len(pages) > 50


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div>a</div></p>", "line 1: unexpected-end-tag"),
        ("<ul><div>a</div></ul>", "<div> is a child of <ul>"),
        ("<a href='/'><button>a</button></a>", "<button> in <a>"),
        ("<span><ul><li>a</li></ul></span>", "<ul> in <span>"),
        ("<b id=x></b><b id=x></b>", "id 'x' stands 2 times"),
        ("<label for=nobody>a</label>", "for='nobody' names nothing"),
        ("<img src=a.png>", "<img> without alt"),
    ],
)
def test_the_check_sees(body: str, fault: str) -> None:
    page = f"<!doctype html><html lang=zh><head><title>a</title></head><body>{body}</body></html>"

    assert any(found.startswith(fault) for found in faults_of(page)), faults_of(page)
