"""App configuration."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Listen to Wagtail's pages, and tell the media pipeline who works on a course's videos."""

    name = "courses"

    def ready(self) -> None:
        """Connect what must be connected before the first request."""
        from courses import page_signals  # noqa: F401  # its receivers connect themselves
        from courses.authoring.uploads import may_work_on_video
        from media_pipeline.api import register_editors

        register_editors(may_work_on_video)
