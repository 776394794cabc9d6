"""Who learns in a course and how far they are: the teacher's list and its export."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person, mask_phone
from courses.catalogue.models import CoursePage
from courses.completion.rules import Condition, LessonFacts, explain, explain_lesson
from courses.completion.selectors import course_facts, lessons_of, rule_of
from courses.enrolment.models import Enrolment
from courses.enrolment.policies import may_see_learners
from courses.progress.models import LessonProgress
from foundation.api import NotAllowed

QUIET_AFTER = timedelta(days=14)
BATCH = 500


@dataclass(frozen=True)
class LearnerRow:
    """One learner in the list. ``state``: going, quiet (no visit for two weeks), done, left."""

    enrolment: Enrolment
    name: str
    phone: str
    done: int
    total: int
    active_at: datetime | None
    state: str

    @property
    def state_label(self) -> str:
        """Return the state in words."""
        return roster_states()[self.state]


@dataclass(frozen=True)
class LessonLine:
    """One lesson of one learner, with the same conditions that the learner sees."""

    facts: LessonFacts
    conditions: list[Condition]
    evidence: str


def roster_states() -> dict[str, str]:
    """Return the states that the list can be filtered by, with their names."""
    return {"going": _("正在学"), "quiet": _("两周没来"), "done": _("已学完"), "left": _("已退出")}


def roster(course: CoursePage, *, actor: Person, text: str = "", state: str = "") -> QuerySet[Enrolment]:
    """Return the enrolments of *course* that *actor* may see, the latest first, by name and state. ``NotAllowed``."""
    _need_right(actor, course)
    rows = Enrolment.objects.filter(course=course).select_related("person").order_by("-enrolled_at", "-pk")
    if text.strip():
        rows = rows.filter(person__full_name__icontains=text.strip())
    return rows.filter(_in_state(state)) if state in roster_states() else rows


def roster_rows(course: CoursePage, enrolments: Iterable[Enrolment]) -> list[LearnerRow]:
    """Return what the list shows of *enrolments*: two queries for all of them."""
    return _rows(list(enrolments), _counted_ids(course), course)


def roster_export(course: CoursePage, enrolments: QuerySet[Enrolment]) -> Iterator[LearnerRow]:
    """Yield every row, a few hundred at a time; memory does not grow with their number."""
    counted = _counted_ids(course)
    batch: list[Enrolment] = []
    for row in enrolments.iterator(BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield from _rows(batch, counted, course)
            batch = []
    yield from _rows(batch, counted, course)


def learner_lessons(course: CoursePage, learner: Person, *, actor: Person, course_url: str) -> list[LessonLine]:
    """Return each lesson of one learner with what is still missing. ``NotAllowed``."""
    _need_right(actor, course)
    rule, facts = rule_of(course), course_facts(learner.pk, course, course_url=course_url)
    return [LessonLine(lesson, explain_lesson(rule, lesson), lesson.completion_note) for lesson in facts.lessons]


def learner_conditions(course: CoursePage, learner: Person) -> list[Condition]:
    """Return what the course still asks of one learner: the list that the learner sees."""
    return explain(rule_of(course), course_facts(learner.pk, course))


def _need_right(actor: Person, course: CoursePage) -> None:
    if not may_see_learners(actor, course):
        raise NotAllowed(_("只有这门课的老师和机构管理员可以看学员。"), code="not_teacher")


def _in_state(state: str) -> Q:
    open_rows = Q(withdrawn_at__isnull=True, completed_at__isnull=True)
    since = timezone.now() - QUIET_AFTER
    quiet = Q(last_active_at__lt=since) | Q(last_active_at__isnull=True, enrolled_at__lt=since)
    return {
        "going": open_rows & ~quiet,
        "quiet": open_rows & quiet,
        "done": Q(completed_at__isnull=False),
        "left": Q(withdrawn_at__isnull=False, completed_at__isnull=True),
    }[state]


def _state(row: Enrolment) -> str:
    if row.completed_at:
        return "done"
    if row.withdrawn_at:
        return "left"
    return "quiet" if (row.last_active_at or row.enrolled_at) < timezone.now() - QUIET_AFTER else "going"


def _counted_ids(course: CoursePage) -> list[int]:
    """Return the ids of the lessons that the course asks for; one query."""
    lessons = lessons_of(course)
    return [lesson.pk for lesson in lessons if lesson.is_required] or [lesson.pk for lesson in lessons]


def _rows(enrolments: Sequence[Enrolment], counted: Sequence[int], course: CoursePage) -> list[LearnerRow]:
    progress = LessonProgress.objects.filter(course=course, person_id__in=[row.person_id for row in enrolments])
    done_filter = Q(completed_at__isnull=False, lesson_id__in=counted)
    sums: dict[int, tuple[int, datetime]] = {
        person_id: (done, last)
        for person_id, done, last in progress.values_list("person_id").annotate(
            done=Count("pk", filter=done_filter), last=Max("active_at")
        )
    }
    nothing: tuple[int, datetime | None] = (0, None)
    return [
        LearnerRow(
            enrolment=row,
            name=row.person.full_name,
            phone=mask_phone(row.person.phone or ""),
            done=sums.get(row.person_id, nothing)[0],
            total=len(counted),
            active_at=sums.get(row.person_id, nothing)[1],
            state=_state(row),
        )
        for row in enrolments
    ]
