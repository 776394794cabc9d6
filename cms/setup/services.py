"""Put a new site's own pages in place. Running it again adds only what is missing and overwrites nothing."""

from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from cms.enums import Menu, MenuIcon
from cms.frame.models import NavigationLink, SiteDetails
from cms.pages.models import HomePage, NewsIndexPage, ServiceKindIndexPage, ServiceKindPage, StandardPage
from cms.setup import content
from courses.api import CatalogueIndexPage, ServiceKind


@transaction.atomic
def set_up_site(*, hostname: str = "localhost", port: int = 80) -> HomePage:
    """Make home, catalogue, news, the ten kinds and the standard pages, and return the home page.

    *hostname* and *port* are those of the default site, used where an address must be absolute.
    """
    home = _home()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "port": port, "site_name": settings.SITE_NAME, "root_page": home},
    )
    _remove_welcome_page(home)
    _child(home, CatalogueIndexPage, slug="courses", title="课程目录")
    _child(home, NewsIndexPage, slug="news", title=content.NEWS_TITLE)
    _kinds(home)
    for title, slug, introduction, sections in content.STANDARD_PAGES:
        _child(home, StandardPage, slug=slug, title=title, introduction=introduction, body=_body(sections))
    _links(Site.objects.get(is_default_site=True))
    return HomePage.objects.get(pk=home.pk)


def _home() -> HomePage:
    if home := HomePage.objects.first():
        return home
    root = Page.get_first_root_node()
    hints = [("word", word) for word in content.SEARCH_HINTS]
    return root.add_child(instance=HomePage(slug=_free_slug(root, "zhixing"), search_hints=hints, **content.HOME))


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    return slug if slug not in taken else f"{slug}-home"


def _remove_welcome_page(home: HomePage) -> None:
    """Wagtail's own first page greets developers; residents need not meet it."""
    for page in Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk):
        if type(page.specific) is Page and page.is_leaf():
            page.delete()


def _child(parent: Page, model: type[Page], *, slug: str, **fields: Any) -> Page:
    """Return the page *slug* below *parent*, made with *fields* when there is none."""
    found = model.objects.child_of(parent).filter(slug=slug).first()
    if found:
        return found
    # the parent's row may have grown children since it was read; treebeard counts from what it holds
    return parent.__class__.objects.get(pk=parent.pk).add_child(instance=model(slug=slug, **fields))


def _kinds(home: HomePage) -> None:
    shelf = ServiceKindIndexPage.objects.first() or _child(
        home, ServiceKindIndexPage, slug="services", title=content.KINDS_TITLE, introduction=content.KINDS_INTRODUCTION
    )
    for kind in ServiceKind:
        introduction = content.KIND_INTRODUCTIONS[kind]
        _child(shelf, ServiceKindPage, slug=kind.value, title=str(kind.label), kind=kind.value, introduction=introduction)


def _body(sections: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = []
    for heading, text in sections:
        body += [("heading", {"text": heading, "level": "h2"}), ("paragraph", text)]
    return body


def _links(site: Site) -> None:
    """Lead to the standard pages from the foot of every page, unless somebody has arranged the menu already."""
    details, _created = SiteDetails.objects.get_or_create(site=site)
    if NavigationLink.objects.filter(details=details).exists():
        return
    NavigationLink.objects.create(
        details=details, menu=Menu.FOOTER, label="证书核验", address="/verify/", icon=MenuIcon.VERIFIED, sort_order=0
    )
    pages = {page.slug: page for page in StandardPage.objects.live()}
    for order, (title, slug, _introduction, _sections) in enumerate(content.STANDARD_PAGES, start=1):
        if slug in pages:
            NavigationLink.objects.create(details=details, menu=Menu.FOOTER, label=title, page=pages[slug], sort_order=order)
