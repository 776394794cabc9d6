"""What every template may use of the frame."""

from django.http import HttpRequest

from cms.frame.selectors import Frame


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Return ``frame``; it asks the database only when a template uses it."""
    return {"frame": Frame(request)}
