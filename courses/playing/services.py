"""Opening a lesson's player after deciding that this person may."""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.catalogue.models import CoursePage, LessonPage
from courses.completion.rules import CompletionRule, CourseFacts, LessonFacts, Lock, locks
from courses.completion.selectors import facts_from, lessons_of, progress_of, rule_of
from courses.enrolment.policies import Access, AccessAs, course_access
from courses.progress.models import LessonProgress
from courses.progress.services import open_playback
from courses.progress.sessions import PlaybackSession, sign_session
from courses.protection.models import CourseProtection
from courses.protection.selectors import protection_of, viewers_mark
from foundation.api import NotAllowed, NotFound
from media_pipeline.api import Playback, PlayingVersion, addresses_for, playing_version


@dataclass(frozen=True)
class LessonView:
    """One lesson as one person may see it, with the facts it was decided by. Only learners meet locks."""

    place: "LessonInCourse"
    access: Access
    rule: CompletionRule
    facts: CourseFacts
    locks: dict[int, Lock]
    progress: LessonProgress | None = None

    @property
    def lesson(self) -> LessonPage:
        """Return the lesson itself."""
        return self.place.lesson

    @property
    def course(self) -> CoursePage:
        """Return the course it stands in."""
        return self.place.course

    @property
    def own(self) -> LessonFacts | None:
        """Return the facts of this lesson; ``None`` for one that is not published."""
        return next((facts for facts in self.facts.lessons if facts.lesson_id == self.lesson.pk), None)

    @property
    def lock(self) -> Lock | None:
        """Return the lock that keeps a learner out of this lesson."""
        return self.locks.get(self.lesson.pk)

    @property
    def is_open(self) -> bool:
        """Tell whether the lesson's content may be shown."""
        return self.access.is_open and self.lock is None


@dataclass(frozen=True)
class Player:
    """Addresses to play from, for learners the session to report with, and what moves over the picture (empty: nothing)."""

    media: Playback
    session: PlaybackSession | None
    position_ms: int
    mark: str = ""

    def reporting(self) -> dict[str, Any]:
        """Return what a player needs to report and to resume; empty addresses where nothing is counted."""
        address = reverse("api:heartbeat", args=[sign_session(self.session)]) if self.session else ""
        return {
            "session": self.session.session if self.session else "",
            "heartbeat_url": address,
            "position_ms": self.position_ms,
        }

    def answer(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return asdict(self.media) | self.reporting()


@dataclass(frozen=True)
class LessonInCourse:
    """What is the same for everybody who looks at a lesson: the lesson, its course, and the published lessons of that.

    The rest is read when somebody may open the lesson.
    """

    lesson: LessonPage
    course: CoursePage
    lessons: list[LessonPage]

    @classmethod
    def of(cls, lesson: LessonPage) -> "LessonInCourse":
        """Read the course around *lesson*; two queries."""
        course = CoursePage.objects.select_related("organisation").get(path=lesson.path[: -lesson.steplen])
        return cls(lesson, course, lessons_of(course))

    @cached_property
    def protection(self) -> CourseProtection:
        """Return how the course is protected; one query."""
        return protection_of(self.course.pk)

    @cached_property
    def video(self) -> PlayingVersion | None:
        """Return the video as it can be played, if there is one; two queries."""
        return playing_version(self.lesson.asset_id) if self.lesson.asset_id and self.lesson.duration_ms else None

    @cached_property
    def has_handouts(self) -> bool:
        """Tell whether there are hand-outs; one query. Their state changes while their pages are drawn and is no public fact."""
        return self.lesson.handouts.exists()


def look_at_lesson(lesson: LessonPage, *, person: object, course_url: str = "") -> LessonView:
    """Return *lesson* as *person* may see it; nothing is written. Four queries for a learner."""
    return look_into_course(LessonInCourse.of(lesson), person=person, course_url=course_url)


def look_into_course(place: LessonInCourse, *, person: object, course_url: str = "") -> LessonView:
    """Return a lesson as *person* may see it from what was read of its course before. Two queries for a learner."""
    access = course_access(person, place.course)
    rule = rule_of(place.course)
    person_id = person.pk if isinstance(person, Person) else 0
    progress = progress_of(person_id, place.course.pk) if person_id else {}
    facts = facts_from(place.lessons, progress, course_url=course_url)
    held = locks(rule, facts) if access.role == AccessAs.LEARNER else {}
    return LessonView(place, access, rule, facts, held, progress.get(place.lesson.pk))


def open_player(view: LessonView, *, actor: Person, cookie: str) -> Player | None:
    """Open the player of a lesson that *actor* may see; ``None`` for one without a video that plays.

    ``NotAllowed`` (``not_enrolled``, ``locked``) when it is closed to them, ``NotFound`` (``being_sealed``) while its
    encrypted copy is being made.
    """
    if not view.is_open:
        raise _refusal(view)
    if view.place.video is None:
        return None
    protection = view.place.protection
    media = addresses_for(view.place.video, person_id=actor.pk, sealed=protection.encrypts)
    mark = viewers_mark(actor) if protection.marks_viewer else ""
    if view.access.enrolment is None:
        return Player(media, None, 0, mark)
    session = open_playback(
        view.lesson, actor=actor, enrolment_id=view.access.enrolment.pk, course_id=view.course.pk, rule=view.rule, cookie=cookie
    )
    return Player(media, session, view.progress.position_ms if view.progress else 0, mark)


def lesson_called(lesson_id: int) -> LessonPage:
    """Return the lesson, published or not; ``NotFound``."""
    lesson = LessonPage.objects.filter(pk=lesson_id).first()
    if lesson is None:
        raise NotFound(_("没有这一课，可能已经撤下。"))
    return lesson


def published_lesson(course_slug: str, lesson_slug: str) -> LessonPage:
    """Return a published lesson by its address, whether or not its course is still on the catalogue; ``NotFound``. Two queries."""
    course = CoursePage.objects.filter(slug=course_slug).only("path", "depth").first()
    lesson = LessonPage.objects.child_of(course).live().filter(slug=lesson_slug).first() if course else None
    if lesson is None:
        raise NotFound(_("没有这一课，可能已经撤下。"))
    return lesson


def saved_position(person_id: int, lesson_id: int) -> int:
    """Return where the person left the lesson, in milliseconds; 0 when never opened."""
    found = LessonProgress.objects.filter(person_id=person_id, lesson_id=lesson_id).values_list("position_ms", flat=True)
    return found.first() or 0


def _refusal(view: LessonView) -> NotAllowed:
    if view.lock:
        return NotAllowed(view.lock.reason, code="locked")
    return NotAllowed(_("报名后才能学这一课。"), code="not_enrolled")
