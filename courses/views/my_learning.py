"""A learner's own page: what to do now, what is going on, what is completed, and the hours of the year."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person, person_of
from courses.completion.awards import source_key
from courses.enrolment.models import Enrolment
from courses.enrolment.selectors import (
    LearningCard,
    continue_learning,
    enrolments_done,
    enrolments_going,
    enrolments_left,
    learning_cards,
)
from credentials.api import Certificate, HourCategory, certificates_by_source, certificates_of, hour_entries, hours_by_category
from foundation.api import paginate

PER_PAGE = 10
LEDGER_ROWS = 8
ISSUED_BY = timedelta(minutes=1)
CERTIFICATES = 3
CHOICES = {"going": enrolments_going, "done": enrolments_done, "left": enrolments_left}


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """Show the page; ``?show=`` chooses between going, done and left."""
    person = person_of(request)
    show = request.GET.get("show", "going")
    show = show if show in CHOICES else "going"
    page = paginate(CHOICES[show](person), request, PER_PAGE)
    cards = learning_cards(page.object_list)
    context = {
        "person": person,
        "show": show,
        "tabs": _tabs(show),
        "page": page,
        "query": f"show={show}",
        "rows": _with_certificates(person, cards) if show == "done" else [(card, None) for card in cards],
        "now": _to_do(request, person, show, page, cards),
        "waiting": _without_certificate(person),
    }
    return render(request, "courses/learning/my_learning.html", context | _hours(person))


def _tabs(show: str) -> list[tuple[str, str, bool]]:
    names = {"going": _("正在学"), "done": _("学完的"), "left": _("退出的")}
    return [(key, name, key == show) for key, name in names.items()]


def _to_do(
    request: HttpRequest, person: Person, show: str, page: Page[Enrolment], cards: list[LearningCard]
) -> LearningCard | None:
    """Return the course to go on with; the first row of the list is it, where that list is shown."""
    if show == "going" and page.number == 1:
        return next((card for card in cards if card.next_step), None)
    return continue_learning(person, request)


def _without_certificate(person: Person) -> list[Enrolment]:
    """Return the latest completed courses whose certificate could not be issued, for want of a name; two queries."""
    issued = set(certificates_of(person.pk).values_list("source_key", flat=True))
    done = enrolments_done(person).filter(completed_at__lt=timezone.now() - ISSUED_BY)[:LEDGER_ROWS]
    return [row for row in done if source_key(row) not in issued]


def _with_certificates(person: Person, cards: list[LearningCard]) -> list[tuple[LearningCard, Certificate | None]]:
    keys = {source_key(card.enrolment): card for card in cards}
    found = certificates_by_source(person.pk, keys)
    return [(card, found.get(source_key(card.enrolment))) for card in cards]


def _hours(person: Person) -> dict[str, Any]:
    """Return this year's hours and the latest entries and certificates."""
    year = timezone.localdate().year
    by_category = hours_by_category(person.pk, year)
    return {
        "year": year,
        "hours_total": sum(by_category.values()),
        "tally": [(HourCategory(key).label, value) for key, value in sorted(by_category.items())],
        "entries": hour_entries(person.pk, year)[:LEDGER_ROWS],
        "certificates": certificates_of(person.pk)[:CERTIFICATES],
    }
