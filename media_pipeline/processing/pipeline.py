"""Takes leases and runs steps: the only place where a worker changes the state of an asset."""

from collections.abc import Callable

from media_pipeline.assets.leases import Lease
from media_pipeline.assets.models import Asset
from media_pipeline.enums import WORKING_STATES, AssetState

type Step = Callable[[Asset, Lease], None]
STEPS: dict[AssetState, Step] = {}


def advance(asset_id: int) -> None:
    """Do the next step of one asset, when it has one and nobody else is doing it."""
    asset = Asset.objects.filter(pk=asset_id, state__in=WORKING_STATES).first()
    if asset is None or (step := STEPS.get(AssetState(asset.state))) is None:
        return
    lease = Lease(Asset.objects.filter(state=asset.state, version=asset.version), asset.pk)
    if lease.take():
        step(asset, lease)
