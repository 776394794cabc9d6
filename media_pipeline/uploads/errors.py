"""How feeding an upload is refused."""

from foundation.api import Conflict, InvalidInput


class TooLarge(InvalidInput):
    """More bytes than the site takes, or than were announced."""

    code = "too_large"


class NoRoom(Conflict):
    """The disk filled up while bytes came in; what had arrived stays, and the upload goes on once there is room."""

    code = "disk_full"


class WrongOffset(Exception):
    """The upload stands at ``offset`` bytes, not where the client thought."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


class WriterBusy(Exception):
    """Another request is writing to this upload at this moment."""


class ChecksumMismatch(Exception):
    """The bytes are not those the client meant; nothing of them was kept."""


class PartsMissing(Conflict):
    """Not every part of the file has arrived; ``numbers`` are those to send."""

    code = "parts_missing"

    def __init__(self, message: str, numbers: list[int]) -> None:
        super().__init__(message)
        self.numbers = numbers


class UploadGone(Conflict):
    """The upload ended: cancelled, expired, or replaced by another."""

    code = "upload_gone"
