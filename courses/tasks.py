"""Background work of courses, and when it runs by itself."""

from celery import shared_task

from courses.completion.services import sweep_reached_lessons


@shared_task
def sweep_lessons() -> None:
    """Complete lessons that a crash left between their last second and their completion."""
    sweep_reached_lessons()


SCHEDULE = {
    "courses.sweep_lessons": {"task": "courses.tasks.sweep_lessons", "schedule": 60.0, "options": {"expires": 60.0}},
}
