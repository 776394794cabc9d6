"""App configuration."""

from django.apps import AppConfig


class MediaPipelineConfig(AppConfig):
    """Register the app with Django."""

    name = "media_pipeline"
