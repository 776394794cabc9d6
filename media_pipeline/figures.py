"""Figures about videos for the machines that watch the site."""

from foundation.api import register_figures
from media_pipeline.assets.alarms import media_figures

register_figures(media_figures, "Videos by state, videos in which nothing moves, and bytes free to work with")
