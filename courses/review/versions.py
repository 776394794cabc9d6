"""What exactly was handed in: the submitted revisions, as sketches for checks and lists and as pages for the preview."""

from courses.authoring.sketches import CourseSketch, LessonSketch, sketch_course, sketch_lesson
from courses.catalogue.models import CoursePage, LessonPage
from courses.review.models import CourseSubmission


def submitted_course(submission: CourseSubmission) -> CourseSketch:
    """Return what the course said of itself when it was handed in."""
    return sketch_course(submission.revision.content)


def submitted_lessons(submission: CourseSubmission) -> list[LessonSketch]:
    """Return the lessons as handed in, in order; one query."""
    rows = submission.lessons.select_related("revision", "lesson").defer("lesson__body")
    return [
        sketch_lesson(row.revision.content, live=row.lesson.live, changed=row.revision_id != row.lesson.live_revision_id)
        for row in rows
    ]


def submitted_course_page(submission: CourseSubmission) -> CoursePage:
    """Return the course as handed in, as a page to be shown."""
    return submission.revision.as_object()


def submitted_lesson_page(submission: CourseSubmission, lesson_id: int) -> LessonPage | None:
    """Return one lesson as handed in, as a page to be shown; ``None`` when it is not part of the submission."""
    row = submission.lessons.select_related("revision").filter(lesson_id=lesson_id).first()
    return row.revision.as_object() if row else None
