"""One file from beginning to end in one go, with the worker's own steps but without its database."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from media_pipeline.errors import Broken, Interrupted
from media_pipeline.processing import gate, making
from media_pipeline.processing.facts import Facts
from media_pipeline.processing.plan import Plan, make_plan, without_copy

type Settle = Callable[[Path, Plan, Facts, Path, making.Tick], Plan]


@dataclass(frozen=True)
class Packaged:
    """What came out: the plan followed, the facts found, and whether the end of the upload is missing."""

    facts: Facts
    plan: Plan
    damaged: bool


def package_file(source: Path, target: Path, *, settle: Settle = making.settle_plan) -> Packaged:
    """Make a package of *source* in the folder *target*. Raises ``Refused`` or ``Broken`` with a reason's code.

    *settle* chooses the plan; measuring one plan against another passes its own.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".work-") as name:
        work = Path(name)
        try:
            facts = gate.examine(source.resolve(), work)
            plan = _make(source.resolve(), facts, work, target, settle)
        except Interrupted as error:
            raise Broken("killed", str(error)) from error
    return Packaged(facts, plan, gate.is_damaged(facts))


def _make(source: Path, facts: Facts, work: Path, target: Path, settle: Settle) -> Plan:
    plan = settle(source, make_plan(facts), facts, work, _quietly)
    try:
        _follow(plan, source, _folder(work, "settled"), target)
    except Broken as error:
        if not making.is_about_copy(error, plan):
            raise
        plan = without_copy(plan)
        _follow(plan, source, _folder(work, "anew"), target)
    return plan


def _follow(plan: Plan, source: Path, work: Path, target: Path) -> None:
    pieces = [making.make_piece(source, plan, index, _folder(work, f"piece-{index}"), _quietly) for index in range(plan.pieces)]
    sound = making.make_sound(source, plan, _folder(work, "sound"), _quietly) if plan.audio_index >= 0 else None
    made = making.make_package(source, pieces, sound, plan, _folder(work, "package"), _quietly)
    for file in made:
        shutil.move(file, target / file.name)


def _folder(work: Path, name: str) -> Path:
    folder = work / name
    folder.mkdir()
    return folder


def _quietly(_done_ms: int) -> None:
    """Nobody watches the progress."""
