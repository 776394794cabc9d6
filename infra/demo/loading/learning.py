"""What the residents have learnt so far.

Enrolments and progress are written in bulk, because no service learns in the past; hours and certificates are then
awarded one by one through ``credentials.api``, under the same source keys as in the site, in the order of their dates.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.api import Person
from courses.catalogue.models import CoursePage, LessonPage
from courses.completion.awards import SERIES, source_key
from courses.completion.models import CompletionDecision
from courses.completion.selectors import rule_of
from courses.enrolment.models import Enrolment
from courses.enums import Level
from courses.progress.models import CompletedBy, LessonProgress
from credentials.api import HourCategory, award_hours, issue_certificate
from infra.demo.content.reading import Course, courses
from infra.demo.loading.city import SEED, TODAY, City, at_noon
from infra.demo.loading.teaching import demo_courses

FAVOURITES = {"home-care": 5, "chronic": 5, "cpr-aed": 4, "insomnia": 4, "anti-fraud": 4, "papercut": 3, "phone-errands": 4}
FIRST_RESIDENT_LEARNS = (("chronic", 4), ("cpr-aed", 4), ("phone-errands", 4), ("home-care", 1), ("insomnia", 2), ("papercut", 0))
DECISION_NOTE = {"source": "demo"}


@dataclass(frozen=True)
class Plan:
    """One person in one course: when they joined, and how many of its lessons they finished, at which times."""

    person: Person
    course: CoursePage
    joined: dt.datetime
    finished: tuple[dt.datetime, ...]
    is_complete: bool


@transaction.atomic
def load_learning(city: City, texts: Sequence[Course]) -> int:
    """Put enrolments, progress, hours and certificates in place; return how many enrolments were added now."""
    wanted = {text.slug for text in texts}
    open_courses = {slug: page for slug, page in demo_courses(city).items() if page.live and slug in wanted}
    lessons = {page.pk: list(LessonPage.objects.child_of(page).live().order_by("path")) for page in open_courses.values()}
    taken = set(Enrolment.objects.values_list("person_id", "course_id"))
    plans = [plan for plan in _plans(city, open_courses, lessons) if (plan.person.pk, plan.course.pk) not in taken]
    enrolments = Enrolment.objects.bulk_create(_enrolment(plan) for plan in plans)
    LessonProgress.objects.bulk_create((row for plan in plans for row in _progress(plan, lessons[plan.course.pk])), batch_size=1000)
    done = [(enrolment, plan) for enrolment, plan in zip(enrolments, plans, strict=True) if plan.is_complete]
    CompletionDecision.objects.bulk_create(_decision(enrolment, plan, lessons[plan.course.pk]) for enrolment, plan in done)
    for enrolment, plan in sorted(done, key=lambda pair: pair[1].finished[-1]):
        _award(enrolment, plan)
    return len(plans)


def _plans(city: City, open_courses: dict[str, CoursePage], lessons: dict[int, list[LessonPage]]) -> Iterator[Plan]:
    """Draw who learns what, the same on every machine."""
    published = {text.slug: text.published for text in courses()}
    weights = {slug: FAVOURITES.get(slug, 1) for slug in sorted(open_courses)}
    dice = random.Random(SEED + 1)  # noqa: S311
    for number, person in enumerate(city.residents):
        wanted = list(FIRST_RESIDENT_LEARNS) if number == 0 else _drawn(dice, weights)
        for slug, count in wanted:
            page = open_courses.get(slug)
            start = max(published.get(slug) or TODAY, timezone.localdate(person.date_joined))
            if page is not None and start < TODAY:
                yield _plan(dice, person, page, start, lessons[page.pk], count)


def _drawn(dice: random.Random, weights: dict[str, int]) -> list[tuple[str, int | None]]:
    """Draw one to five different courses; how far is drawn later."""
    count = dice.choice((1, 2, 2, 3, 3, 4, 5))
    drawn: dict[str, int | None] = {}
    while len(drawn) < min(count, len(weights)):
        drawn[dice.choices(list(weights), list(weights.values()))[0]] = None
    return list(drawn.items())


def _plan(
    dice: random.Random, person: Person, page: CoursePage, start: dt.date, lessons: list[LessonPage], count: int | None
) -> Plan:
    room = max(1, (TODAY - start).days if count is None else min(60, (TODAY - start).days))
    joined = at_noon(start + dt.timedelta(days=dice.randrange(room)), minutes=dice.randrange(-240, 540))
    if count is None:
        count = len(lessons) if dice.random() < 0.42 else dice.randrange(len(lessons))
    moment, finished = joined, []
    for _lesson in range(min(count, len(lessons))):
        moment += dt.timedelta(hours=dice.randrange(1, 72), minutes=dice.randrange(60))
        finished.append(min(moment, at_noon(TODAY, minutes=-dice.randrange(60, 600))))
    finished = sorted(max(joined, moment) for moment in finished)
    return Plan(person, page, joined, tuple(finished), is_complete=len(finished) == len(lessons))


def _enrolment(plan: Plan) -> Enrolment:
    return Enrolment(
        person=plan.person,
        course=plan.course,
        enrolled_at=plan.joined,
        last_active_at=plan.finished[-1] if plan.finished else plan.joined,
        completed_at=plan.finished[-1] if plan.is_complete else None,
    )


def _progress(plan: Plan, lessons: list[LessonPage]) -> Iterator[LessonProgress]:
    for lesson, moment in zip(lessons, plan.finished, strict=False):
        yield LessonProgress(
            person=plan.person,
            lesson=lesson,
            course=plan.course,
            opened_at=max(plan.joined, moment - dt.timedelta(minutes=9)),
            active_at=moment,
            completed_at=moment,
            completed_by=CompletedBy.READ,
            completion_evidence=DECISION_NOTE | {"rule": rule_of(plan.course).to_data()},
        )


def _decision(enrolment: Enrolment, plan: Plan, lessons: list[LessonPage]) -> CompletionDecision:
    rule = rule_of(plan.course)
    return CompletionDecision(
        enrolment=enrolment,
        rule_version=rule.version,
        rule=rule.to_data(),
        inputs=DECISION_NOTE | {"lessons": [lesson.pk for lesson in lessons]},
        decided_at=plan.finished[-1],
    )


def _award(enrolment: Enrolment, plan: Plan) -> None:
    finished = timezone.localdate(plan.finished[-1])
    facts: dict[str, Any] = {
        "person_id": plan.person.pk,
        "hours": plan.course.hours,
        "organisation_id": plan.course.organisation_id,
        "title": plan.course.title,
        "source_key": source_key(enrolment),
        "evidence": DECISION_NOTE | {"enrolment": enrolment.pk, "decision": enrolment.decision.pk},
    }
    award_hours(category=HourCategory.GENERAL, earned_on=finished, **facts)
    issue_certificate(
        series=SERIES,
        level=str(Level(plan.course.level).label),
        issued_on=finished,
        started_on=timezone.localdate(enrolment.enrolled_at),
        finished_on=finished,
        **facts,
    )
