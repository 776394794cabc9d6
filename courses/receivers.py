"""What courses do when something happened, here or in the apps below."""

from django.urls import reverse

from accounts.api import Person, send_notice
from courses.authoring.models import LessonUpload
from courses.authoring.uploads import note_duration
from courses.catalogue.indexing import (
    describe_handout_anew,
    describe_organisation_anew,
    describe_teacher_anew,
    describe_words_anew,
)
from courses.catalogue.models import CoursePage
from courses.completion.awards import award_course
from courses.completion.services import evaluate_course
from courses.enrolment.counting import note_stale_count
from courses.events import (
    CourseCompleted,
    CoursePublished,
    CourseReturned,
    CourseScheduled,
    CourseSubmitted,
    CourseUnpublished,
    LessonCompleted,
    PersonEnrolled,
    PersonWithdrew,
    TeacherAdded,
    TeacherRemoved,
)
from courses.protection.selectors import protection_of
from courses.protection.services import seal_videos
from courses.review.models import CourseSubmission
from courses.review.selectors import reviewers_of
from foundation.api import receives, write_duration_in_words, write_moment
from media_pipeline.api import (
    AssetDamaged,
    AssetFailed,
    AssetReady,
    AssetRejected,
    CaptionsChanged,
    HandoutRead,
    progress_of,
    request_sealing,
)
from organisations.api import OrganisationChanged, TeacherProfileChanged


@receives(AssetReady)
def attach_duration(event: AssetReady) -> None:
    """Write the video's length into its lesson, have it encrypted if its course asks for that, and tell the uploader."""
    note_duration(event.asset_id, event.duration_ms)
    upload = _upload_of(event.asset_id)
    if upload is None:
        return
    if protection_of(upload.course_id).encrypts:
        request_sealing([event.asset_id])
    send_notice(
        person_ids=[upload.person_id],
        kind_key="courses.video_ready",
        context={"lesson": upload.lesson.draft_title, "course": upload.course.draft_title},
        url=_lesson_url(upload),
        dedupe_key=f"asset-ready:{event.asset_id}:{event.version}",
    )


@receives(AssetRejected)
def tell_refusal(event: AssetRejected) -> None:
    """Tell the uploader why the file was refused and what to do."""
    _tell_video_stopped(event.asset_id, event.code)


@receives(AssetFailed)
def tell_failure(event: AssetFailed) -> None:
    """Tell the uploader that processing failed and what to do."""
    _tell_video_stopped(event.asset_id, event.code)


@receives(AssetDamaged)
def tell_damage(event: AssetDamaged) -> None:
    """Tell the uploader how much of the video is missing, and that they have to decide."""
    upload = _upload_of(event.asset_id)
    if upload is None:
        return
    context = {
        "lesson": upload.lesson.draft_title,
        "length": write_duration_in_words(event.duration_ms),
        "expected": write_duration_in_words(event.expected_ms),
        "missing": write_duration_in_words(event.expected_ms - event.duration_ms),
    }
    send_notice(
        person_ids=[upload.person_id],
        kind_key="courses.video_damaged",
        context=context,
        url=_lesson_url(upload) + "#video",
        dedupe_key=f"asset-damaged:{event.asset_id}:{event.duration_ms}:{event.expected_ms}",
    )


@receives(CourseSubmitted)
def tell_reviewers(event: CourseSubmitted) -> None:
    """Tell everyone who may review it that a course waits."""
    submission = CourseSubmission.objects.select_related("course", "submitted_by").get(pk=event.submission_id)
    send_notice(
        person_ids=reviewers_of(submission),
        kind_key="courses.submitted",
        context={
            "course": submission.title,
            "teacher": str(submission.submitted_by),
            "version": str(submission.version),
            "due": write_moment(submission.due_at),
        },
        url=reverse("courses:review_item", args=[submission.pk]),
        dedupe_key=f"submission:{submission.pk}:submitted",
    )


@receives(CourseReturned)
def tell_return(event: CourseReturned) -> None:
    """Tell the course's teachers why it came back."""
    submission = CourseSubmission.objects.get(pk=event.submission_id)
    send_notice(
        person_ids=_teachers_of(event.course_id, submission.submitted_by_id),
        kind_key="courses.returned",
        context={"course": submission.title, "reason": event.reason},
        url=reverse("courses:teach_course", args=[event.course_id]),
        dedupe_key=f"submission:{submission.pk}:returned",
    )


@receives(CoursePublished)
def tell_publication(event: CoursePublished) -> None:
    """Have its videos encrypted if the course asks for that, and tell its teachers that it is public."""
    seal_videos(event.course_id)
    submission = CourseSubmission.objects.get(pk=event.submission_id)
    send_notice(
        person_ids=_teachers_of(event.course_id, submission.submitted_by_id),
        kind_key="courses.published",
        context={"course": submission.title, "version": str(submission.version)},
        url=reverse("courses:teach_course", args=[event.course_id]),
        dedupe_key=f"submission:{submission.pk}:published",
    )


@receives(CourseScheduled)
def tell_schedule(event: CourseScheduled) -> None:
    """Tell the course's teachers on which day it goes live."""
    submission = CourseSubmission.objects.get(pk=event.submission_id)
    send_notice(
        person_ids=_teachers_of(event.course_id, submission.submitted_by_id),
        kind_key="courses.scheduled",
        context={"course": submission.title, "day": write_moment(event.publish_at)},
        url=reverse("courses:teach_course", args=[event.course_id]),
        dedupe_key=f"submission:{submission.pk}:scheduled",
    )


@receives(TeacherAdded)
def tell_new_teacher(event: TeacherAdded) -> None:
    """Tell a person that they teach a course now."""
    _tell_teacher(event, "courses.teacher_added", reverse("courses:teach_course", args=[event.course_id]))


@receives(TeacherRemoved)
def tell_former_teacher(event: TeacherRemoved) -> None:
    """Tell a person that they do not teach a course any more, unless they left it themselves."""
    if event.by_id != event.person_id:
        _tell_teacher(event, "courses.teacher_removed", reverse("courses:teach_home"))


@receives(PersonEnrolled)
def note_new_learner(event: PersonEnrolled) -> None:
    """Remember that the course has a learner more."""
    note_stale_count(event.course_id)


@receives(PersonWithdrew)
def note_lost_learner(event: PersonWithdrew) -> None:
    """Remember that the course has a learner less."""
    note_stale_count(event.course_id)


@receives(CourseUnpublished)
def tell_unpublication(event: CourseUnpublished) -> None:
    """Tell the course's teachers that it was taken off, and why."""
    course = CoursePage.objects.get(pk=event.course_id)
    send_notice(
        person_ids=_teachers_of(event.course_id),
        kind_key="courses.unpublished",
        context={"course": course.title, "reason": event.reason},
        url=reverse("courses:teach_course", args=[event.course_id]),
        dedupe_key=f"course:{event.course_id}:unpublished:{course.latest_revision_id}:{event.reason}",
    )


@receives(LessonCompleted)
def judge_course(event: LessonCompleted) -> None:
    """See whether this was the last lesson that the course asked for."""
    evaluate_course(event.person_id, event.course_id)


@receives(PersonEnrolled)
def judge_returned_learner(event: PersonEnrolled) -> None:
    """Judge somebody who comes back with everything already learnt."""
    evaluate_course(event.person_id, event.course_id)


@receives(CourseCompleted)
def award_completed_course(event: CourseCompleted) -> None:
    """Award the hours and issue the certificate."""
    award_course(event.enrolment_id)


@receives(CourseCompleted)
def tell_completion(event: CourseCompleted) -> None:
    """Congratulate, and say where hours and certificate are."""
    course = CoursePage.objects.get(pk=event.course_id)
    send_notice(
        person_ids=[event.person_id],
        kind_key="courses.completed",
        context={"course": course.title, "hours": f"{course.hours.normalize():f}"},
        url=reverse("courses:my_learning"),
        dedupe_key=f"course:{event.course_id}:completed",
    )


@receives(PersonEnrolled)
def tell_enrolment(event: PersonEnrolled) -> None:
    """Say that the place is theirs and where to begin."""
    course = CoursePage.objects.get(pk=event.course_id)
    send_notice(
        person_ids=[event.person_id],
        kind_key="courses.enrolled",
        context={"course": course.title},
        url=reverse("courses:course", args=[course.slug]),
        dedupe_key=f"enrolment:{event.enrolment_id}",
    )


@receives(CaptionsChanged)
def find_new_words(event: CaptionsChanged) -> None:
    """Find what is said in the video by its new captions, and no longer by the old ones."""
    describe_words_anew(event.asset_id)


@receives(HandoutRead)
def find_handout(event: HandoutRead) -> None:
    """Find the pages of the hand-out."""
    describe_handout_anew(event.stored_file_id)


@receives(OrganisationChanged)
def rename_provider(event: OrganisationChanged) -> None:
    """Find its courses by the new name."""
    describe_organisation_anew(event.organisation_id)


@receives(TeacherProfileChanged)
def rename_teacher(event: TeacherProfileChanged) -> None:
    """Find their courses by the new name."""
    describe_teacher_anew(event.person_id)


def _tell_video_stopped(asset_id: int, code: str) -> None:
    upload = _upload_of(asset_id)
    if upload is None:
        return
    progress = progress_of([asset_id])[asset_id]
    send_notice(
        person_ids=[upload.person_id],
        kind_key="courses.video_refused",
        context={
            "file": progress.file_name,
            "lesson": upload.lesson.draft_title,
            "reason": progress.refusal_text,
            "next": progress.next_step_text,
        },
        url=_lesson_url(upload),
        dedupe_key=f"asset-stopped:{asset_id}:{code}",
    )


def _tell_teacher(event: TeacherAdded | TeacherRemoved, kind_key: str, url: str) -> None:
    course = CoursePage.objects.get(pk=event.course_id)
    send_notice(
        person_ids=[event.person_id],
        kind_key=kind_key,
        context={"course": course.draft_title, "by": str(Person.objects.get(pk=event.by_id))},
        url=url,
        dedupe_key=f"{kind_key}:{event.course_id}:{event.row_id}",
    )


def _upload_of(asset_id: int) -> LessonUpload | None:
    return LessonUpload.objects.select_related("lesson", "course").filter(asset_id=asset_id).first()


def _lesson_url(upload: LessonUpload) -> str:
    return reverse("courses:teach_lesson", args=[upload.course_id, upload.lesson_id])


def _teachers_of(course_id: int, *others: int) -> list[int]:
    course = CoursePage.objects.get(pk=course_id)
    return [*course.course_teachers.values_list("person_id", flat=True), *others]
