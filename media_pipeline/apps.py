"""App configuration."""

from django.apps import AppConfig


class MediaPipelineConfig(AppConfig):
    """Register the app with Django, and the look at its settings."""

    name = "media_pipeline"

    def ready(self) -> None:
        from media_pipeline import checks  # noqa: F401  (registers itself)
