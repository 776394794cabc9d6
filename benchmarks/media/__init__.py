"""What it costs to make a lesson out of an upload, and how good it is: ``python -m benchmarks media``."""

from benchmarks.media.comparison import run_media

__all__ = ["run_media"]
