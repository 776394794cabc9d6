"""Tags of the design system: ``{% load design %}``."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.http import HttpRequest
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from foundation.design import wording
from foundation.design.built import pieces_of
from foundation.design.cover_addresses import address_of_book, address_of_face
from foundation.design.structured_data import write_structured_data
from foundation.publication.memory import remember

register = template.Library()
LAZY = mark_safe(' loading="lazy" decoding="async"')


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw the icon *name* of the sprite; it is decoration, so a word must stand beside it."""
    return _draw_icon(name)


@lru_cache(maxsize=256, typed=True)
def _draw_icon(name: str) -> SafeString:
    """Return the markup of an icon; the sprite's address holds as long as the process.

    ``typed`` keeps a text and the same text marked as safe apart: one is escaped, the other is not.
    """
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static("built/sprite.svg"), name
    )


@register.simple_tag
def asset_script(entry: str) -> SafeString:
    """Load the module that was built from ``frontend/src/entries/<entry>.js``, and at the same time the pieces it imports."""
    pieces = format_html_join("", '<link rel="modulepreload" href="{}">', ((piece,) for piece in pieces_of(entry)))
    return format_html('{}<script type="module" src="{}"></script>', pieces, static(f"built/{entry}.js"))


@register.simple_tag
def asset_style(entry: str) -> SafeString:
    """Load the style sheet that the module *entry* imports."""
    return format_html('<link rel="stylesheet" href="{}">', static(f"built/{entry}.css"))


@register.simple_tag
def duration(milliseconds: int | None) -> str:
    """Write a length of time as on a player: ``18:05``."""
    return wording.write_duration(milliseconds or 0)


@register.simple_tag
def duration_words(milliseconds: int | None) -> str:
    """Write a length of time for a sentence: ``18 分 05 秒``."""
    return wording.write_duration_in_words(milliseconds or 0)


@register.simple_tag
def hours(value: Decimal | float | None) -> str:
    """Write learning hours with their unit: ``2.5 学时``."""
    return wording.write_hours(value or 0)


@register.simple_tag
def number(value: Decimal | float | None) -> str:
    """Write a number with separators: ``1,486``."""
    return wording.write_number(value or 0)


@register.simple_tag
def when(value: date | datetime | None) -> str:
    """Write ``11月22日 周日 14:00`` in a ``<time>`` that carries the exact moment; nothing for no date."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.write_moment(value))


@register.filter
def when_text(value: date | datetime | None) -> str:
    """Write the moment without markup, for attributes and plain text."""
    return wording.write_moment(value) if value else ""


@register.simple_tag
def cover(title: str, kind: str = "", seed: object = None, picture: Any = None, alt: str = "", lazy: bool = True) -> SafeString:
    """Show the book cover of a course, drawn from *kind* and *title*; *picture* (a Wagtail image) is set into it."""
    address = address_of_book(title, kind, seed=seed, image=picture)
    return format_html(
        '<img class="cover cover--book" src="{}" alt="{}" width="300" height="400"{}>', address, alt, LAZY if lazy else ""
    )


@register.simple_tag
def face(name: str, kind: str = "", small: bool = False) -> SafeString:
    """Show the portrait of a person without a picture: the first character of the name."""
    return format_html(
        '<img class="avatar{}" src="{}" alt="" width="120" height="120" loading="lazy">',
        " avatar--s" if small else "",
        address_of_face(name, kind),
    )


@register.simple_tag
def titled(title: str) -> dict[str, str]:
    """Split a title at its first colon into ``main`` and ``sub``."""
    main, _colon, sub = title.replace(":", "：").partition("：")
    return {"main": main.strip(), "sub": sub.strip()}


@register.simple_tag
def form_input(field: BoundField) -> SafeString:
    """Draw the input of a form field with the look of the site, tied to its hint and its messages for screen readers."""
    widget = field.field.widget
    attributes: dict[str, Any] = {}
    if not isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple | FileInput):
        attributes["class"] = f"input {widget.attrs.get('class', '')}".strip()
    if field.errors:
        attributes["aria-invalid"] = "true"
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.simple_tag
def day(value: date) -> SafeString:
    """Write a day without its weekday in a ``<time>``: ``11月20日``."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.write_day(value))


@register.inclusion_tag("foundation/components/crumbs.html", takes_context=True)
def page_crumbs(context: Context, page: Page) -> dict[str, Any]:
    """Show the way from the first page to *page*, a page of the tree; the sites' addresses are looked up once a request."""
    request = context.get("request")
    above = page.get_ancestors().filter(depth__gte=2).live()
    crumbs = [(_("首页") if place.depth == 2 else place.title, place.get_url(request)) for place in above]
    return {"crumbs": crumbs, "current": page.title}


@register.simple_tag
def structured_data(data: Mapping[str, Any]) -> SafeString:
    """Write facts for search engines (``foundation.api.describe_course``) into the head of the page."""
    return write_structured_data(data)


@register.simple_tag(takes_context=True)
def absolute(context: Context, address: str) -> str:
    """Return *address* with the scheme and host of this site."""
    return context["request"].build_absolute_uri(address)


@register.simple_tag
def cover_address(title: str, kind: str = "", picture: Any = None) -> str:
    """Return the address of a course's cover."""
    return address_of_book(title, kind, image=picture)


@register.simple_tag
def weekday(value: date) -> str:
    """Write the day of the week: ``周日``."""
    return wording.write_weekday(value)


class RememberedPart(Node):
    """A piece of a page that is the same for everybody, kept in memory until something public changes."""

    def __init__(self, nodelist: NodeList, name: str, keys: list[FilterExpression], unless: FilterExpression | None) -> None:
        self.nodelist, self.name, self.keys, self.unless = nodelist, name, keys, unless

    def render(self, context: Context) -> SafeString:
        """Return the piece as it was kept, else render it as a visitor would see it."""
        if "request" not in context or (self.unless and self.unless.resolve(context)):
            return self.nodelist.render(context)
        request = context["request"]
        key = ("part", self.name, _host_of(request), get_language(), *(key.resolve(context) for key in self.keys))
        return remember(request, key, lambda: self._render(context), size=_bytes)

    def _render(self, context: Context) -> SafeString:
        """Render without the reader, so that a slip in a template cannot keep one person's words for everybody."""
        with context.push(user=AnonymousUser(), messages=(), csrf_token=""):
            return self.nodelist.render(context)


def _host_of(request: HttpRequest) -> str:
    """Return the site's name as the reader wrote it, checked once in a request that has a dozen parts."""
    host: str
    try:
        host = request.host_of_parts  # type: ignore[attr-defined]
    except AttributeError:
        host = request.host_of_parts = request.get_host()  # type: ignore[attr-defined]
    return host


def _bytes(text: str) -> int:
    return 2 * len(text) + 200


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedPart:
    """Remember what stands between ``{% remembered "name" key … [unless flag] %}`` and ``{% endremembered %}``.

    The keys name everything that the piece varies by, but for the site and the language. Values that only the piece needs
    are given to the template as lazy objects, so that they cost nothing while it is remembered. With *unless* it is
    rendered anew.
    """
    name, *words = token.split_contents()[1:]
    flag = words[-1] if words[-2:-1] == ["unless"] else None
    keys = words[:-2] if flag else words
    if name[:1] not in "\"'":
        raise TemplateSyntaxError("a remembered piece begins with its name in quotes")
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    unless = parser.compile_filter(flag) if flag else None
    return RememberedPart(nodelist, name[1:-1], [parser.compile_filter(key) for key in keys], unless)
