"""What completing a course brings: hours, once, and a certificate, once."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.api import Person
from courses.enrolment.models import Enrolment
from courses.enums import Level
from credentials.api import Certificate, HourCategory, award_hours, issue_certificate
from foundation.api import Conflict, InvalidInput, NotAllowed

SERIES = "completion"


def source_key(enrolment: Enrolment) -> str:
    """Return the key under which the hours and the certificate of an enrolment are awarded once."""
    return f"course:{enrolment.course_id}:person:{enrolment.person_id}"


@transaction.atomic
def award_course(enrolment_id: int) -> Certificate | None:
    """Write the hours of a completed course and issue its certificate; running it again changes nothing.

    Returns ``None`` when the certificate has to wait until its holder has told a name; the hours do not wait.
    """
    enrolment = Enrolment.objects.select_related("course", "decision").get(pk=enrolment_id)
    course = enrolment.course
    evidence = _evidence(enrolment)
    if course.hours > 0:
        award_hours(
            person_id=enrolment.person_id,
            hours=course.hours,
            category=HourCategory.GENERAL,
            source_key=source_key(enrolment),
            organisation_id=course.organisation_id,
            title=course.title,
            earned_on=timezone.localdate(enrolment.completed_at),
            evidence=evidence,
        )
    try:
        return _issue(enrolment, evidence)
    except InvalidInput as error:
        if error.code != "holder_name_missing":
            raise
        return None


def claim_certificate(enrolment: Enrolment, *, actor: Person) -> Certificate:
    """Issue the certificate that waited for the holder's name. ``InvalidInput`` while the name is still missing."""
    if enrolment.person_id != actor.pk:
        raise NotAllowed(_("只能领取自己的证书。"), code="not_yours")
    if not enrolment.completed_at:
        raise Conflict(_("学完这门课后才有证书。"), code="not_completed")
    return _issue(enrolment, _evidence(enrolment))


def _issue(enrolment: Enrolment, evidence: dict[str, Any]) -> Certificate:
    """Issue the certificate; what is printed on it is Chinese whatever language the request has."""
    course = enrolment.course
    with transaction.atomic(), translation.override("zh-hans"):
        finished = timezone.localdate(enrolment.completed_at)
        return issue_certificate(
            person_id=enrolment.person_id,
            series=SERIES,
            title=course.title,
            hours=course.hours,
            organisation_id=course.organisation_id,
            level=str(Level(course.level).label),
            source_key=source_key(enrolment),
            issued_on=timezone.localdate(),
            evidence=evidence,
            started_on=timezone.localdate(enrolment.enrolled_at),
            finished_on=finished,
        )


def _evidence(enrolment: Enrolment) -> dict[str, Any]:
    decision = enrolment.decision
    return {
        "enrolment": enrolment.pk,
        "decision": decision.pk,
        "rule": decision.rule,
        "rule_version": decision.rule_version,
        "inputs": decision.inputs,
    }
