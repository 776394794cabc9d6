"""Who teaches a course: adding people, taking them off, and looking for somebody to add."""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.api import Person, parse_phone
from courses.authoring.drafts import open_for_editing
from courses.catalogue.models import CoursePage, CourseTeacher, FormerTeacher
from courses.events import TeacherAdded, TeacherRemoved
from foundation.api import Conflict, InvalidInput, publish, record_audit
from organisations.api import Role, has_role, people_with_role
from search.api import index_documents

MOST_FOUND = 20


@transaction.atomic
def add_teacher(course: CoursePage, *, actor: Person, person: Person) -> CourseTeacher:
    """Let *person*, a teacher of the course's organisation, teach and edit the course too."""
    locked = open_for_editing(course.pk, actor=actor)
    if not has_role(person, Role.TEACHER, locked.organisation):
        raise InvalidInput(_("这个人还不是本机构的教师，先请管理员给教师身份。"), fields={"person": _("不是本机构的教师")})
    last = CourseTeacher.objects.filter(course=locked).count()
    try:
        with transaction.atomic():
            row = CourseTeacher.objects.create(course=locked, person=person, sort_order=last)
    except IntegrityError as error:
        raise Conflict(_("这个人已经是这门课的教师。"), code="teaches_already") from error
    record_audit(actor=actor, action="courses.add_teacher", subject=locked, changes={"teacher": [None, person.pk]})
    _describe(locked)
    publish(TeacherAdded(course_id=locked.pk, row_id=row.pk, person_id=person.pk, by_id=actor.pk))
    return row


@transaction.atomic
def remove_teacher(course: CoursePage, *, actor: Person, person: Person) -> bool:
    """Take *person* off the course and say whether this call did it; the owner stays one of its teachers.

    The course remembers them: nobody reviews what they once taught.
    """
    locked = open_for_editing(course.pk, actor=actor)
    if locked.owner_id == person.pk:
        raise Conflict(_("课程的创建人一直是它的教师，不能移除。"))
    row = CourseTeacher.objects.filter(course=locked, person=person).first()
    if row is None:
        return False
    row_id = row.pk
    row.delete()
    FormerTeacher.objects.get_or_create(course=locked, person=person)
    record_audit(actor=actor, action="courses.remove_teacher", subject=locked, changes={"teacher": [person.pk, None]})
    _describe(locked)
    publish(TeacherRemoved(course_id=locked.pk, row_id=row_id, person_id=person.pk, by_id=actor.pk))
    return True


def course_teachers(course: CoursePage) -> QuerySet[CourseTeacher]:
    """Return who teaches *course*, in the order in which they came."""
    return course.course_teachers.select_related("person", "person__teacher_profile")


def teachers_to_add(course: CoursePage, words: str) -> list[Person]:
    """Return teachers of the course's organisation whose name holds *words*, or whose phone number it is; at most 20.

    A number must be given whole: a part of one would let people guess the numbers of colleagues digit by digit.
    """
    words = words.strip()
    if not words:
        return []
    wanted = Q(full_name__icontains=words)
    if phone := parse_phone(words):
        wanted |= Q(phone=phone)
    found = people_with_role(course.organisation, Role.TEACHER).filter(wanted)
    teaching = CourseTeacher.objects.filter(course=course).values("person_id")
    return list(found.exclude(pk__in=teaching).order_by("full_name", "pk")[:MOST_FOUND])


def _describe(course: CoursePage) -> None:
    """Find a live course by the names of those who teach it now."""
    if course.live:
        index_documents("course", [course.pk])
