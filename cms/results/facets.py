"""Facets and chips with their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from cms.results.address import Wish
from courses.api import Level, Mode, ServiceKind, Subject
from organisations.api import Organisation
from search.api import FacetValue


@dataclass(frozen=True)
class Choice:
    """One value to filter by."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A group of choices; ``is_folded`` when it is long and nothing in it is chosen."""

    name: str
    label: str
    choices: list[Choice]
    is_folded: bool


@dataclass(frozen=True)
class Chip:
    """A chosen value, with the address of the page without it."""

    label: str
    address: str


def facets_of(counted: Mapping[str, list[FacetValue]], names: Iterable[str]) -> list[Facet]:
    """Return the facets that offer a choice, each value with its words; values without words are left out."""
    facets = [_facet(name, counted.get(name, [])) for name in names]
    return [facet for facet in facets if len(facet.choices) > 1 or any(choice.is_chosen for choice in facet.choices)]


def chips_of(facets: Iterable[Facet], wish: Wish) -> list[Chip]:
    """Return a chip for each chosen value, in the order of the page."""
    return [
        Chip(choice.label, wish.without(facet.name, choice.value).address())
        for facet in facets
        for choice in facet.choices
        if choice.is_chosen
    ]


@dataclass(frozen=True)
class Tab:
    """A kind of thing to look among, with how many were found; ``is_current`` when the list shows it."""

    label: str
    count: int
    address: str
    is_current: bool


def tabs_of(counted: Iterable[FacetValue], wish: Wish) -> list[Tab]:
    """Return a tab for everything and one for each kind that has results; none when there is nothing to choose."""
    counts = {value.value: value.count for value in counted}
    chosen = wish.chosen.get("kind", ())
    words = kind_words()
    kinds = [
        Tab(words[kind], counts[kind], wish.of_kind(kind).address(), chosen == (kind,))
        for kind in words
        if counts.get(kind) or kind in chosen
    ]
    if len(kinds) < 2 and not chosen:
        return []
    everything = sum(counts.get(kind, 0) for kind in words)
    return [Tab(_("全部"), everything, wish.of_kind("").address(), not chosen), *kinds]


def kind_words() -> dict[str, str]:
    """Return the names of what can be found, in the order of the tabs."""
    return {
        "course": _("课程"),
        "lesson": _("课次"),
        "transcript": _("视频里讲到"),
        "page": _("讲义"),
        "teacher": _("老师"),
        "organisation": _("机构"),
        "news": _("通知"),
    }


def _facet(name: str, values: list[FacetValue]) -> Facet:
    words = _words(name, [value.value for value in values])
    choices = [Choice(v.value, words[v.value], v.count, v.selected) for v in values if v.value in words]
    if name in ("level", "hours"):
        order = list(words)
        choices.sort(key=lambda choice: order.index(choice.value))
    is_folded = name == "provider" and not any(choice.is_chosen for choice in choices)
    return Facet(name, _labels()[name], choices, is_folded)


def _labels() -> dict[str, str]:
    return {
        "service_kind": _("服务类别"),
        "subject": _("学科"),
        "level": _("程度"),
        "mode": _("学习方式"),
        "hours": _("学时"),
        "provider": _("开课单位"),
    }


def _words(name: str, values: list[str]) -> dict[str, str]:
    fixed: dict[str, type[TextChoices]] = {"service_kind": ServiceKind, "level": Level, "mode": Mode}
    if name in fixed:
        return {value: str(label) for value, label in fixed[name].choices}
    if name == "hours":
        return {"6": _("6 学时以内"), "20": _("6 至 20 学时"), "99": _("20 学时以上")}
    if name == "subject":
        return dict(Subject.objects.filter(slug__in=values).values_list("slug", "name"))
    return dict(Organisation.objects.filter(slug__in=values).values_list("slug", "name"))
