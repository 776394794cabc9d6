"""Reading uploads."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.api import Person
from media_pipeline.enums import UploadState
from media_pipeline.uploads.models import Upload


def upload_url(upload: Upload) -> str:
    """Return the address to which the bytes of *upload* are sent (tus 1.0)."""
    return reverse("media_pipeline:upload", args=[upload.key])


def unfinished_uploads(person: Person) -> QuerySet[Upload]:
    """Return what *person* can go on uploading, newest first."""
    return Upload.objects.filter(owner=person, state=UploadState.OPEN, expires_at__gt=timezone.now()).order_by("-created_at")
