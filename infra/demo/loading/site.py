"""The site's own pages and facts: set up as every new site is, then the city's news, pages and telephone number."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.html import escape
from wagtail.models import Page, Site

from cms.api import HomePage, Menu, MenuIcon, NavigationLink, NewsIndexPage, NewsPage, SiteDetails, StandardPage, set_up_site
from infra.demo.content.reading import blocks, read

PORTS = {"http": 80, "https": 443}


@transaction.atomic
def load_site() -> None:
    """Add news and pages that are not there yet, and the site's facts where nobody has written any."""
    address = urlsplit(settings.BASE_URL)
    set_up_site(hostname=address.hostname or "localhost", port=address.port or PORTS.get(address.scheme, 80))
    _load_facts()
    _load_news()
    _load_pages()


def _load_facts() -> None:
    facts = read("site.toml")
    details = SiteDetails.objects.get(site=Site.objects.get(is_default_site=True))
    if not details.phone:
        for name in ("phone", "opening_hours", "host", "organiser"):
            setattr(details, name, facts[name])
        details.save()


def _load_news() -> None:
    index = NewsIndexPage.objects.get()
    for item in reversed(read("news.toml")["news"]):
        fields = {"published_on": item["date"], "summary": item["summary"], "body": _body(item["body"])}
        _add_child(index, NewsPage, slug=item["slug"], title=item["title"], **fields)


def _load_pages() -> None:
    home = HomePage.objects.get()
    details = SiteDetails.objects.get(site=Site.objects.get(is_default_site=True))
    for item in read("pages.toml")["pages"]:
        fields = {"introduction": item["summary"], "body": _body(item["body"])}
        page = _add_child(home, StandardPage, slug=item["slug"], title=item["title"], **fields)
        if page is not None:
            order = NavigationLink.objects.filter(details=details, menu=Menu.FOOTER).count()
            NavigationLink.objects.create(
                details=details, menu=Menu.FOOTER, label=item["title"], page=page, icon=MenuIcon.LINK, sort_order=order
            )


def _add_child(parent: Page, model: type[Page], *, slug: str, **fields: Any) -> Page | None:
    """Add a live page below *parent* and return it; ``None`` when *parent* has one of that slug already."""
    if parent.get_children().filter(slug=slug).exists():
        return None
    # the parent is read again: its row counts the children it has
    page = parent.__class__.objects.get(pk=parent.pk).add_child(instance=model(slug=slug, **fields))
    page.save_revision().publish()
    return page


def _body(text: str) -> list[tuple[str, Any]]:
    """Return *text* as the blocks of a page's body."""
    body: list[tuple[str, Any]] = []
    for kind, value in blocks(text):
        if isinstance(value, list):
            body.append(("paragraph", "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in value) + "</ul>"))
        elif kind == "heading":
            body.append(("heading", {"text": value, "level": "h2"}))
        else:
            body.append(("paragraph", f"<p>{escape(value)}</p>"))
    return body
