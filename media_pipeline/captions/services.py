"""Attaching, approving and removing captions."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import InvalidInput, NotAllowed, NotFound, publish
from media_pipeline.assets import policies
from media_pipeline.assets.models import Asset
from media_pipeline.captions.cues import parse_captions
from media_pipeline.captions.models import Caption
from media_pipeline.captions.selectors import is_language
from media_pipeline.enums import CaptionState
from media_pipeline.events import CaptionsChanged


def attach_captions(asset_id: int, *, actor: Person, language: str, text: str, approved: bool = True) -> Caption:
    """Put captions (WebVTT or SubRip *text*) on a video, replacing those in the same language.

    Raises ``InvalidInput`` naming the first wrong line; nothing is changed then.
    """
    if not is_language(language):
        raise InvalidInput(_("请选择字幕的语言。"), fields={"language": _("请选择字幕的语言。")})
    cues = parse_captions(text)
    with transaction.atomic():
        asset = _asset_for(asset_id, actor)
        caption, _created = Caption.objects.update_or_create(
            asset=asset,
            language=language,
            defaults={
                "state": CaptionState.APPROVED if approved else CaptionState.DRAFT,
                "cues": [[cue.start_ms, cue.end_ms, cue.text] for cue in cues],
                "updated_at": timezone.now(),
            },
        )
        publish(CaptionsChanged(asset_id=asset.pk))
    return caption


def remove_captions(asset_id: int, *, actor: Person, language: str) -> None:
    """Take captions off a video; it is no error when there are none."""
    with transaction.atomic():
        asset = _asset_for(asset_id, actor)
        if Caption.objects.filter(asset=asset, language=language).delete()[0]:
            publish(CaptionsChanged(asset_id=asset.pk))


def _asset_for(asset_id: int, actor: Person) -> Asset:
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise NotFound(_("没有这个视频，它可能已经删除。"))
    if not policies.may_work_on(actor, asset):
        raise NotAllowed(_("只有上传的人、这门课的教师和机构管理员可以改它的字幕。"))
    return asset
