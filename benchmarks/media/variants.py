"""``python -m benchmarks.media.variants NAME SOURCE FOLDER``: the product's own steps with a plan chosen beforehand.

Prints one JSON object: frames and pieces of the plan, and when the first piece was done after encoding began.
"""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.packaging")

import django

django.setup()

from media_pipeline.processing import gate, making, whole  # noqa: E402
from media_pipeline.processing import plan as planning  # noqa: E402
from media_pipeline.processing.facts import Facts  # noqa: E402
from media_pipeline.processing.plan import Plan  # noqa: E402


def as_camera(_source: Path, plan: Plan, _facts: Facts, _folder: Path, _tick: making.Tick) -> Plan:
    """Keep full rate and all rungs, whatever the picture is."""
    return plan


def with_copied_top(_source: Path, plan: Plan, facts: Facts, _folder: Path, _tick: making.Tick) -> Plan:
    """Keep the upload's picture as the top rung, however large it is."""
    return replace(plan, cuts=facts.copy_cuts, reorder=facts.reorder)


def main(name: str, source: Path, folder: Path) -> None:
    """Run one variant."""
    if name == "preview":
        folder.mkdir(parents=True, exist_ok=True)
        facts = gate.examine(source, folder)
        making.make_preview(source, facts, folder, lambda _ms: None)
        return
    if name == "one-piece":
        planning.GROUPS_OF_FIRST_PIECE = planning.GROUPS_PER_PIECE = 1_000_000
    if name == "pieces":
        planning.GROUPS_OF_FIRST_PIECE = planning.GROUPS_PER_PIECE = 5
    begun: list[float] = []
    first: list[float] = []
    make_piece = making.make_piece

    def timed(*arguments: object) -> list[Path]:
        begun.append(time.monotonic())
        files = make_piece(*arguments)  # type: ignore[arg-type]
        first.append(time.monotonic() - begun[0])
        return files

    making.make_piece = timed  # type: ignore[assignment]
    settle = with_copied_top if name == "copied" else as_camera
    done = whole.package_file(source, folder, settle=settle)
    print(json.dumps({"frames": done.plan.frames, "pieces": done.plan.pieces, "first_piece": round(first[0], 2)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
