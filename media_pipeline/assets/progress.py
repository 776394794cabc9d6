"""What a teacher sees of a video on its way: one bar, five steps, and, when it stopped, why and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from media_pipeline.assets.models import Asset, Piece
from media_pipeline.assets.reasons import reason_of
from media_pipeline.enums import AssetState, UploadState
from media_pipeline.uploads.models import Upload

STEP_KEYS = ("upload", "check", "encode", "pack", "ready")
_STEP_OF_STATE = {
    AssetState.UPLOADING: 0,
    AssetState.COMPOSING: 0,
    AssetState.STORED: 1,
    AssetState.PROBED: 1,
    AssetState.PLANNED: 2,
    AssetState.ENCODING: 2,
    AssetState.PACKAGED: 3,
    AssetState.READY: 5,
    AssetState.DAMAGED: 5,
    AssetState.REJECTED: 1,
    AssetState.DELETING: 5,
}
# Share of the whole bar that lies before each step, in per cent.
_BEGINS_AT = (0, 30, 35, 92, 100, 100)


@dataclass(frozen=True)
class StepProgress:
    """One step: ``state`` is ``done``, ``now``, ``todo`` or ``bad``; ``label`` is what to show, with its count."""

    key: str
    label: str
    state: str


@dataclass(frozen=True)
class AssetProgress:
    """Where one asset stands. ``percent`` is 0 to 100 over all steps; the texts are empty while nothing is wrong.

    ``expected_ms`` is the length that a damaged file's header promises; ``None`` for others.
    """

    asset_id: int
    file_name: str
    state: str
    state_label: str
    percent: int
    steps: list[StepProgress]
    refusal_code: str
    refusal_text: str
    next_step_text: str
    is_final: bool
    can_retry: bool
    duration_ms: int | None
    expected_ms: int | None = None


@dataclass(frozen=True)
class _Pieces:
    done: int = 0
    total: int = 0
    share: float = 0.0


def asset_progress(asset: Asset) -> AssetProgress:
    """Return the progress of one asset; two queries."""
    return progress_of([asset.pk])[asset.pk]


def progress_of(asset_ids: Iterable[int]) -> dict[int, AssetProgress]:
    """Return the progress of many assets by id; three queries however many there are. Unknown ids are left out."""
    assets = list(Asset.objects.filter(pk__in=list(asset_ids)))
    pieces, received = _pieces_of(assets), _received_of(assets)
    return {asset.pk: _describe(asset, pieces.get(asset.pk, _Pieces()), received.get(asset.pk, 0.0)) for asset in assets}


def _pieces_of(assets: Sequence[Asset]) -> dict[int, _Pieces]:
    rows = (
        Piece.objects.filter(asset__in=[asset.pk for asset in assets], version=F("asset__version"), kind="video")
        .values("asset_id")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            encoded=Sum("encoded_ms"),
            length=Sum(F("t1_ms") - F("t0_ms")),
        )
    )
    return {row["asset_id"]: _Pieces(row["done"], row["total"], min(1.0, row["encoded"] / row["length"])) for row in rows}


def _received_of(assets: Sequence[Asset]) -> dict[int, float]:
    """Return the arrived share of open uploads, as last acknowledged."""
    rows = Upload.objects.filter(asset__in=[asset.pk for asset in assets], state=UploadState.OPEN, version=F("asset__version"))
    return {asset_id: offset / length for asset_id, offset, length in rows.values_list("asset_id", "offset", "length")}


def _describe(asset: Asset, pieces: _Pieces, received: float) -> AssetProgress:
    reason = reason_of(asset.error_code)
    reached = _reached(asset)
    return AssetProgress(
        asset_id=asset.pk,
        file_name=asset.file_name,
        state=asset.state,
        state_label=asset.get_state_display(),
        percent=_percent(asset, reached, pieces, received),
        steps=_steps(asset, reached, pieces, received),
        refusal_code=asset.error_code,
        refusal_text=str(reason.text) if reason else "",
        next_step_text=str(reason.next_step) if reason else "",
        is_final=asset.state in (AssetState.READY, AssetState.DAMAGED, AssetState.REJECTED, AssetState.FAILED),
        can_retry=asset.state == AssetState.FAILED and asset.failed_state not in ("", AssetState.UPLOADING, AssetState.COMPOSING),
        duration_ms=asset.duration_ms,
        expected_ms=_expected(asset),
    )


def _expected(asset: Asset) -> int | None:
    return (asset.probe or {}).get("header_ms") if asset.state == AssetState.DAMAGED else None


def _reached(asset: Asset) -> int:
    """Return the index of the step being done; 5 when all are."""
    state = asset.failed_state if asset.state == AssetState.FAILED else asset.state
    return _STEP_OF_STATE.get(AssetState(state or AssetState.STORED), 1)


def _percent(asset: Asset, reached: int, pieces: _Pieces, received: float) -> int:
    begin, end = _BEGINS_AT[reached], _BEGINS_AT[min(reached + 1, 5)]
    share = {0: received, 2: pieces.share}.get(reached, 0.0)
    return int(begin + (end - begin) * share)


def _steps(asset: Asset, reached: int, pieces: _Pieces, received: float) -> list[StepProgress]:
    stopped = asset.state in (AssetState.REJECTED, AssetState.FAILED)
    labels = {"upload": _("上传"), "check": _("检查"), "encode": _("转码"), "pack": _("打包"), "ready": _("可用")}
    if AssetState.COMPOSING in (asset.state, asset.failed_state):
        labels["upload"] = _("合成")
    elif reached == 0:
        labels["upload"] = _("上传 %(percent)s%%") % {"percent": int(received * 100)}
    if reached == 2 and pieces.total:
        labels["encode"] = _("转码 %(done)s / %(total)s 段") % {"done": pieces.done, "total": pieces.total}
    states = ["done" if index < reached else "todo" for index in range(len(STEP_KEYS))]
    if reached < len(STEP_KEYS):
        states[reached] = "bad" if stopped else "now"
    return [StepProgress(key, str(labels[key]), state) for key, state in zip(STEP_KEYS, states, strict=True)]
