"""What teachers do with a deck and its recordings. Composing and checking are the worker's (``composing``, ``checking``).

Who may work on the narration is decided by the caller, which knows the lesson that it belongs to.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import Conflict, InvalidInput, NotFound
from media_pipeline import storage
from media_pipeline.assets.leases import RING_AGAIN
from media_pipeline.assets.models import Asset
from media_pipeline.enums import AssetState, HandoutPages, NarrationState, RecordingState
from media_pipeline.errors import store_needed
from media_pipeline.handouts.models import PagePicture, StoredFile
from media_pipeline.handouts.picturing import BOUNDS
from media_pipeline.narration.assigning import assign
from media_pipeline.narration.models import STANDS, Narration, Recording
from media_pipeline.narration.reasons import refusal_of
from media_pipeline.uploads.services import clean_file_name, open_next_version, reserve_room

MOST_STANDS = 600
"""Seconds that one page may stand without a recording."""
LONGEST_MS = 3 * 3600 * 1000
"""Of one composed lesson."""
MOST_FILES = 50
"""Recordings taken at once."""


def open_narration(deck: StoredFile) -> Narration:
    """Begin to give *deck* a voice."""
    narration = Narration(organisation_id=deck.organisation_id)
    choose_deck(narration, deck)
    return narration


def choose_deck(narration: Narration, deck: StoredFile) -> None:
    """Take *deck* from now on; the recordings stay with their page numbers. ``Conflict`` while its pages are not drawn."""
    if deck.pages_state != HandoutPages.READY:
        raise Conflict(_("这份课件的页面还没有准备好，现在不能配音。等一会儿再来。"))
    narration.deck = deck
    narration.save()


def page_numbers(narration: Narration) -> list[int]:
    """Return the numbers of the deck's pages that can be shown, in order."""
    drawn = PagePicture.objects.filter(stored_file=narration.deck_id or 0, bound=BOUNDS[-1])
    return list(drawn.order_by("number").values_list("number", flat=True))


def add_recordings(
    narration: Narration, *, actor: Person, files: Sequence[UploadedFile], number: int | None = None
) -> list[tuple[str, int]]:
    """Keep sound files for the deck's pages and return name and page of each, in order of the pages.

    One file for page *number*, or many, given out by ``assign``. A page that has a recording gets the new one instead. All are
    kept or none: ``InvalidInput`` names the file that is empty, too large or one too many.
    """
    if not files:
        raise InvalidInput(_("还没有选录音文件。请先选文件。"), code="empty")
    if len(files) > MOST_FILES:
        raise InvalidInput(_("一次最多选 %(limit)s 个录音。请分几次来。") % {"limit": MOST_FILES})
    names = [clean_file_name(file.name or "") for file in files]
    for name, file in zip(names, files, strict=True):
        _check_size(name, file.size or 0)
    with transaction.atomic():
        locked = _lock(narration)
        pages = page_numbers(locked)
        if number is not None:
            _check_page(pages, number)
            places = dict.fromkeys(range(len(files)), number)
        else:
            places = assign(names, pages, list(locked.recordings.values_list("number", flat=True)))
        _check_places(names, places, wanted=1 if number is not None else len(files))
        reserve_room(locked.organisation_id, sum(file.size or 0 for file in files))
        for position, page in places.items():
            _keep(locked, page, names[position], files[position], actor)
    return sorted(((names[position], page) for position, page in places.items()), key=lambda placed: placed[1])


def _check_size(name: str, size: int) -> None:
    limit = settings.MEDIA_MAX_RECORDING_BYTES
    code = "empty" if not size else "too_large" if size > limit else ""
    if code:
        reason = refusal_of(code)
        said = _("“%(name)s”：%(reason)s%(next)s") % {"name": name, "reason": reason.text, "next": reason.next_step}
        raise InvalidInput(said, code=code)


def _check_page(pages: Sequence[int], number: int) -> None:
    if number not in pages:
        raise NotFound(_("课件里没有第 %(number)s 页，可能刚换过课件。请刷新页面再看。") % {"number": number})


def _check_places(names: Sequence[str], places: dict[int, int], *, wanted: int) -> None:
    """Refuse files for which no page is left: nobody should have to guess which ones were taken."""
    if len(names) > wanted:
        raise InvalidInput(_("一页只能放一个录音。请只选一个文件。"))
    left = [name for position, name in enumerate(names) if position not in places]
    if left:
        text = _("录音比空着的页多：“%(name)s”等 %(n)s 个没有地方放，一个也没有收下。请少选几个，或者在文件名里写上页码。")
        raise InvalidInput(text % {"name": left[0], "n": len(left)})


def _keep(narration: Narration, number: int, name: str, file: UploadedFile, actor: Person) -> None:
    _drop(narration.recordings.filter(number=number).first())
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    row = Recording.objects.create(
        narration=narration,
        number=number,
        owner=actor,
        file_name=name,
        size=file.size or 0,
        sha256=digest.hexdigest(),
        source_sha256=digest.hexdigest(),
        lease_until=timezone.now() + RING_AGAIN,
    )
    with store_needed():
        storage.media_storage().save(row.storage_key, file)
    _ring_checker(row.pk)


def _drop(recording: Recording | None) -> None:
    """Delete a recording, and its file after the commit."""
    if recording is None:
        return
    folder = storage.recording_folder(recording.key)
    recording.delete()
    transaction.on_commit(lambda: storage.delete_folder(folder), robust=True)


def remove_recording(narration: Narration, number: int) -> None:
    """Take the recording off page *number*; none is no error."""
    with transaction.atomic():
        _drop(_lock(narration).recordings.filter(number=number).first())


def move_recording(narration: Narration, number: int, to: int) -> None:
    """Give the recording of page *number* to page *to*; what was there changes places with it."""
    with transaction.atomic():
        locked = _lock(narration)
        _check_page(page_numbers(locked), to)
        found = {row.number: row for row in locked.recordings.filter(number__in=(number, to))}
        if number not in found:
            raise NotFound(_("第 %(number)s 页已经没有录音了。请刷新页面再看。") % {"number": number})
        if to != number:
            Recording.objects.filter(pk=found[number].pk).update(number=to)
            if to in found:
                Recording.objects.filter(pk=found[to].pk).update(number=number)


def set_stand(narration: Narration, number: int, seconds: int) -> None:
    """Let page *number* stand for *seconds* when it has no recording; 0 leaves it out."""
    if not 0 <= seconds <= MOST_STANDS:
        message = _("停留的秒数要在 1 到 %(most)s 之间；不想要这一页，请选“不放这一页”。") % {"most": MOST_STANDS}
        raise InvalidInput(message, fields={"seconds": message})
    with transaction.atomic():
        locked = _lock(narration)
        _check_page(page_numbers(locked), number)
        locked.stands = {page: kept for page, kept in locked.stands.items() if page != str(number)}
        if seconds != STANDS:
            locked.stands[str(number)] = seconds
        locked.save(update_fields=["stands"])


def request_composition(narration: Narration, *, actor: Person, anew: bool) -> Asset:
    """Have the deck and its recordings made into a video; return the video that it becomes.

    With *anew* a video of its own, because others see the old one; otherwise the next version of the video made before, which
    plays until the new one is ready. Asking again without a change, or while it is being made, changes nothing.
    ``Conflict`` while a recording is being checked or was refused, and when there is nothing to compose or too much.
    """
    with transaction.atomic():
        locked = _lock(narration)
        wanted = score_of(locked)
        _check_score(locked, wanted)
        fingerprint = fingerprint_of(wanted)
        if locked.asset and is_made(locked, fingerprint):
            return locked.asset
        reserve_room(locked.organisation_id, sum(page["ms"] for page in wanted) * 16)  # bytes: about 128 kbit/s
        asset = _room_for_video(locked, actor, anew=anew)
        locked.asset, locked.version, locked.wanted, locked.fingerprint = asset, asset.version, wanted, fingerprint
        locked.state, locked.percent, locked.error_code, locked.error_detail = NarrationState.COMPOSING, 0, "", ""
        locked.lease_token, locked.lease_until, locked.attempts = None, timezone.now() + RING_AGAIN, 0
        locked.save()
        ring_composer(locked.pk)
        return asset


def score_of(narration: Narration) -> list[dict[str, Any]]:
    """Return what the video would be made of now, page by page: number, checksums of picture and recording, milliseconds."""
    drawn = PagePicture.objects.filter(stored_file=narration.deck_id or 0, bound=BOUNDS[-1]).order_by("number")
    spoken = {row.number: row for row in narration.recordings.filter(state=RecordingState.READY)}
    pages = []
    for number, digest in drawn.values_list("number", "sha256"):
        row = spoken.get(number)
        length = row.duration_ms if row else narration.stands_for(number) * 1000
        if length:
            pages.append({"number": number, "picture": digest, "sound": row.source_sha256 if row else "", "ms": length})
    return pages


def fingerprint_of(score: list[dict[str, Any]]) -> str:
    """Return a text that differs when anything in the video would."""
    return hashlib.sha256(json.dumps(score, sort_keys=True).encode()).hexdigest()


def _check_score(narration: Narration, score: list[dict[str, Any]]) -> None:
    if narration.deck is None or narration.deck.pages_state != HandoutPages.READY:
        raise Conflict(_("这份课件的页面还没有准备好，现在不能合成。等一会儿再来。"))
    used = narration.recordings.filter(number__in=page_numbers(narration)).order_by("number")
    states = {row.state: row for row in reversed(used)}
    if refused := states.get(RecordingState.REFUSED):
        text = _("第 %(number)s 页的录音“%(name)s”没有收下。请换一个或拿掉，再合成。")
        raise Conflict(text % {"number": refused.number, "name": refused.file_name})
    if RecordingState.WAITING in states:
        raise Conflict(_("还有录音正在检查，一般几秒钟就好。等一等再按。"))
    if not any(page["sound"] for page in score):
        raise Conflict(_("还没有一页有录音。先给至少一页加上录音，再合成。"))
    if sum(page["ms"] for page in score) > LONGEST_MS:
        raise Conflict(_("加起来超过 %(hours)s 小时了，一课放不下。请分成两课。") % {"hours": LONGEST_MS // 3_600_000})


def is_made(narration: Narration, fingerprint: str) -> bool:
    """Tell whether what *fingerprint* names is composed or being composed, and its video is not lost."""
    asset = narration.asset
    if asset is None or fingerprint != narration.fingerprint:
        return False
    lost = asset.state in (AssetState.FAILED, AssetState.REJECTED, AssetState.DELETING)
    return not lost and narration.state in (NarrationState.COMPOSING, NarrationState.COMPOSED)


def _room_for_video(narration: Narration, actor: Person, *, anew: bool) -> Asset:
    """Return the video that waits for its bytes: the next version of the one before, or a new one."""
    kept = Asset.objects.select_for_update().filter(pk=0 if anew else narration.asset_id or 0)
    asset = kept.exclude(state=AssetState.DELETING).first()
    name = clean_file_name(_("课件配音：%(deck)s") % {"deck": narration.deck.file_name if narration.deck else ""})
    if asset is None:
        return Asset.objects.create(
            organisation_id=narration.organisation_id, owner=actor, file_name=name, size=0, state=AssetState.COMPOSING
        )
    open_next_version(asset, state=AssetState.COMPOSING, name=name, size=0)
    return asset


def cancel_composition(narration: Narration) -> None:
    """Stop composing; the version made before plays on. Once nothing is being composed this changes nothing."""
    with transaction.atomic():
        locked = _lock(narration)
        if locked.state == NarrationState.COMPOSING:
            stop_composing(locked, "cancelled")


def stop_composing(locked: Narration, code: str, detail: str = "") -> bool:
    """End the work on a locked narration with a reason; return whether its video waited for it. Call in a transaction."""
    Narration.objects.filter(pk=locked.pk).update(
        state=NarrationState.STOPPED, error_code=code, error_detail=detail[-4000:], lease_token=None, lease_until=None, attempts=0
    )
    waiting = Asset.objects.filter(pk=locked.asset_id or 0, version=locked.version, state=AssetState.COMPOSING)
    key = waiting.values_list("key", flat=True).first()
    if key is None:
        return False
    waiting.update(
        state=AssetState.FAILED, state_since=timezone.now(), failed_state=AssetState.COMPOSING, error_code="compose_failed"
    )
    left = storage.source_key(key, locked.version)  # of an attempt that was killed just before the end
    transaction.on_commit(lambda: storage.delete_keys([left]), robust=True)
    return True


def ring_late(limit: int = 100) -> int:
    """Ring for recordings and narrations that lost their worker or their message; return for how many."""
    recordings = Recording.objects.filter(state=RecordingState.WAITING, lease_until__lt=Now())
    narrations = Narration.objects.filter(state=NarrationState.COMPOSING, lease_until__lt=Now())
    late = [(_ring_checker, recordings), (ring_composer, narrations)]
    count = 0
    for ring, rows in late:
        for pk in rows.order_by("lease_until").values_list("pk", flat=True)[:limit]:
            if rows.filter(pk=pk).update(lease_token=None, lease_until=Now() + RING_AGAIN):
                ring(pk)
                count += 1
    return count


def _ring_checker(recording_id: int) -> None:
    from media_pipeline.tasks import check_recording

    transaction.on_commit(lambda: check_recording.delay(recording_id), robust=True)


def ring_composer(narration_id: int) -> None:
    """Have a worker compose after the commit."""
    from media_pipeline.tasks import compose_narration

    transaction.on_commit(lambda: compose_narration.delay(narration_id), robust=True)


def _lock(narration: Narration) -> Narration:
    return Narration.objects.select_for_update(of=("self",)).select_related("deck", "asset").get(pk=narration.pk)
