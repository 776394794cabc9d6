"""Writing down what each attempt at a step did, for the pages of those who look after the site."""

from collections.abc import Sequence
from typing import Protocol

from django.db.models import QuerySet
from django.utils import timezone

from media_pipeline.assets.models import Asset, StepRun
from media_pipeline.enums import StepOutcome

TAIL = 2_000


class Child(Protocol):
    """How a program ended: its name, code, processor seconds, peak memory in bytes, and the end of what it said."""

    program: str
    code: int
    processor: float
    peak_memory: int
    tail: str


class StepNote:
    """One attempt being written down, from its beginning to its end."""

    def __init__(self, asset: Asset, name: str) -> None:
        self.children: Sequence[Child] = ()
        self._run = StepRun.objects.create(asset=asset, version=asset.version, name=name)

    def end(self, outcome: StepOutcome, error: Exception | None = None) -> None:
        """Write down how it ended. An asset that was deleted meanwhile has no notes any more, which is no error."""
        said = [f"{error}"] if error else []
        said += [_line(child) for child in self.children]
        StepRun.objects.filter(pk=self._run.pk).update(
            ended_at=timezone.now(),
            outcome=outcome,
            processor_ms=round(sum(child.processor for child in self.children) * 1000),
            log="\n".join(said)[-TAIL:],
        )


def step_runs(asset: Asset) -> QuerySet[StepRun]:
    """Return the attempts at the asset's steps, newest first."""
    return StepRun.objects.filter(asset=asset).order_by("-began_at", "-pk")


def _line(child: Child) -> str:
    line = f"{child.program}: code {child.code}, {child.processor:.2f} CPU s, {child.peak_memory >> 20} MiB"
    return f"{line}\n{child.tail.strip()[-400:]}" if child.tail.strip() else line
