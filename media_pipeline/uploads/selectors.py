"""Reading uploads, and how much room is left for more."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from media_pipeline.enums import UploadProtocol, UploadState
from media_pipeline.uploads.models import StorageQuota, Upload
from media_pipeline.uploads.services import limit_of, used_bytes


@dataclass(frozen=True)
class Room:
    """How many bytes an organisation keeps, and how many it may."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        """Bytes that still fit."""
        return max(0, self.limit - self.used)


def room_of(organisation_id: int) -> Room:
    """Return an organisation's room for videos and hand-outs; four queries."""
    quota = StorageQuota.objects.filter(organisation_id=organisation_id).first()
    return Room(used_bytes(organisation_id), limit_of(quota))


def room_text(organisation_id: int) -> str:
    """Return what a teacher reads about the room that is left."""
    room = room_of(organisation_id)
    words = {"left": f"{room.left / (1 << 30):.1f}", "limit": f"{room.limit / (1 << 30):.0f}"}
    return _("本机构的视频空间还剩 %(left)s GB，共 %(limit)s GB。") % words


def upload_url(upload: Upload) -> str:
    """Return the address of *upload*: its bytes are sent there by tus 1.0, and DELETE drops it."""
    return reverse("media_pipeline:upload", args=[upload.key])


def upload_addresses(upload: Upload) -> dict[str, str]:
    """Return what a client needs to send the bytes: the protocol, and the addresses that it speaks to."""
    parts = reverse("api:media_parts", args=[upload.key]) if upload.protocol == UploadProtocol.PARTS else ""
    return {"upload_url": upload_url(upload), "protocol": upload.protocol, "parts_url": parts}


def unfinished_uploads(person: Person) -> QuerySet[Upload]:
    """Return what *person* can go on uploading, newest first."""
    return Upload.objects.filter(owner=person, state=UploadState.OPEN, expires_at__gt=timezone.now()).order_by("-created_at")
