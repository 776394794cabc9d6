"""The making of a video lesson against three other ways to make one, in one run on the same uploads.

Processor seconds of all children are what is compared; time on the wall is only good on an idle machine.
"""

import json
import shutil
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.media import quality, sources, yardsticks
from benchmarks.media.cost import Cost, bytes_in, run
from benchmarks.media.look import look_at
from benchmarks.output import emit, say
from benchmarks.servers import ROOT

SECONDS = {"lecture": 60, "camera": 24}
RUNGS_OF_SLIDES = {"1080": 95.0, "720": 88.0, "360": 60.0}
_PACKAGE = (sys.executable, ROOT / "manage.py", "media_package")
_VARIANT = (sys.executable, "-m", "benchmarks.media.variants")


@dataclass(frozen=True)
class Bench:
    """One upload with what each way of making it cost, and the folder in which the results lie."""

    name: str
    source: Path
    minutes: float
    folder: Path
    costs: dict[str, Cost]

    def out(self, case: str) -> Path:
        """Return the folder of one result."""
        return self.folder / self.name / case

    def per_minute(self, case: str) -> float:
        """Return processor seconds for a minute of upload."""
        return self.costs[case].processor / self.minutes


def run_media(judge: str = "") -> None:
    """Measure everything; *judge* is an ffmpeg with libvmaf, without which likeness is left out."""
    folder = ROOT / "var" / "benchmarks" / "media"
    folder.mkdir(parents=True, exist_ok=True)
    say("making two uploads …")
    lecture = _measure("lecture", sources.lecture(folder, SECONDS["lecture"]), folder, ["camera", "one-piece", "pieces"])
    camera = _measure("camera", sources.camera(folder, SECONDS["camera"]), folder, [])
    _emit_costs(lecture, camera)
    _emit_pieces(lecture)
    _emit_early(lecture, camera)
    _emit_memory(lecture, camera, folder)
    _emit_storage(lecture, camera)
    _emit_package(lecture, judge)
    _emit_refusals(folder)
    _emit_tokens()


def _measure(name: str, source: Path, folder: Path, variants: list[str]) -> Bench:
    """Make the upload's lesson in every way."""
    bench = Bench(name, source, SECONDS[name] / 60, folder, {})
    for way in (yardsticks.decode, yardsticks.plain, yardsticks.naive, yardsticks.single):
        say(f"{name}: {way.__name__} …")
        bench.costs[way.__name__] = way(source, _empty(bench.out(way.__name__)))
    say(f"{name}: product …")
    bench.costs["product"] = run([*_PACKAGE, source, _empty(bench.out("product"))], codes=(0, 4))
    for variant in [*variants, "copied", "preview"]:
        say(f"{name}: product, {variant} …")
        log = folder / f"{name}-{variant}.json"
        bench.costs[variant] = run([*_VARIANT, variant, source, _empty(bench.out(variant))], log=log)
    return bench


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _emit_costs(lecture: Bench, camera: Bench) -> None:
    goals = [
        (camera, "product", "naive", 0.65),
        (camera, "product", "plain", 1.75),
        (lecture, "camera", "naive", 0.70),
        (lecture, "camera", "plain", 2.3),
        (lecture, "product", "naive", 0.40),
        (lecture, "product", "plain", 1.2),
        (lecture, "copied", "single", 0.65),
        (camera, "copied", "single", 0.65),
    ]
    for bench, case, other, goal in goals:
        name = f"{bench.name}, {case} to {other}"
        emit("media", name, bench.per_minute(case), "CPU s/min", baseline=bench.per_minute(other), goal=goal)


def _emit_pieces(lecture: Bench) -> None:
    """Print what encoding in pieces costs against one process, and whether every frame is there."""
    one, many = lecture.costs["one-piece"].processor, lecture.costs["pieces"].processor
    emit("media", "pieces to one process", many, "CPU s", baseline=one, goal=1.05)
    sizes = [bytes_in(lecture.out(case)) for case in ("pieces", "one-piece")]
    emit("media", "pieces to one process", sizes[0], "bytes", baseline=sizes[1], goal=1.02)
    frames = [json.loads((lecture.folder / f"lecture-{case}.json").read_text())["frames"] for case in ("pieces", "one-piece")]
    emit("media", "frames of pieces against one process", abs(frames[0] - frames[1]), "frames", goal=0)


def _emit_early(lecture: Bench, camera: Bench) -> None:
    """Print how soon something can be seen."""
    for bench in (lecture, camera):
        cost, looked = bench.costs["preview"], bench.costs["decode"]
        emit("media", f"{bench.name}, preview with the gate", cost.processor / bench.minutes, "CPU s/min", wall=cost.wall)
        begun = time.monotonic()
        copied: list[str | Path] = ["-c", "copy", "-movflags", "+faststart", "-f", "mp4", bench.folder / "remuxed.mp4"]
        alone = run(["ffmpeg", "-y", "-nostdin", "-v", "error", "-i", bench.source, *copied])
        emit("media", f"{bench.name}, preview", alone.processor / bench.minutes, "CPU s/min", goal=0.5)
        emit("media", f"{bench.name}, preview", (time.monotonic() - begun) / bench.minutes, "s/min", goal=1.0)
        emit("media", f"{bench.name}, decoding alone", looked.processor / bench.minutes, "CPU s/min")
        first = json.loads((bench.folder / f"{bench.name}-copied.json").read_text())["first_piece"]
        emit("media", f"{bench.name}, first piece encoded", first, "s", goal=10.0)


def _emit_memory(lecture: Bench, camera: Bench, folder: Path) -> None:
    for bench in (lecture, camera):
        emit("media", f"{bench.name}, largest child", bench.costs["product"].memory, "MiB", goal=600)
    say("4K: product …")
    cost = run([*_PACKAGE, sources.large(folder, camera.source), _empty(folder / "large")])
    emit("media", "4K HEVC, largest child", cost.memory, "MiB", goal=900)


def _emit_storage(lecture: Bench, camera: Bench) -> None:
    """Print what an hour takes in the store, and what was written against the naive way."""
    for bench, goal, share in ((lecture, 200.0, 0.32), (camera, 2700.0, 0.5)):
        rungs = sum(path.stat().st_size for path in bench.out("product").glob("*.mp4") if path.name != "plain.mp4")
        emit("media", f"{bench.name}, rungs and sound", rungs / bench.minutes * 60 / 1e6, "MB/h", goal=goal)
        written, naive = bytes_in(bench.out("product")), bytes_in(bench.out("naive"))
        emit("media", f"{bench.name}, everything written", written, "bytes", baseline=naive, goal=share)


def _emit_package(lecture: Bench, judge: str) -> None:
    """Print faults, promises, loudness, pictures and, with a judge, likeness."""
    for case in ("product", "copied", "pieces"):
        faults, promise = look_at(lecture.out(case))
        emit("media", f"lecture, {case}: faults of the playlists", faults, "faults", goal=0)
        emit("media", f"lecture, {case}: promised rate off the true peak", promise * 100, "%", goal=10)
    level, peak = quality.loudness(lecture.out("product") / "audio.mp4")
    emit("media", "loudness off -19 LUFS", abs(level + 19), "LU", goal=1)
    emit("media", "true peak", peak, "dBTP", goal=-1)
    low = lecture.out("product") / "360.mp4"
    target = lecture.folder / "sprite.jpg"
    tiles: list[str | Path] = ["-vf", "fps=1/10,scale=160:90,tile=10x10", "-frames:v", "1", target]
    cost = run(["ffmpeg", "-y", "-nostdin", "-v", "error", "-skip_frame", "nokey", "-i", low, *tiles])
    cost += run(["ffmpeg", "-y", "-nostdin", "-v", "error", "-ss", "9", "-i", low, "-frames:v", "1", target])
    emit("media", "poster and sheet of pictures", cost.processor / lecture.minutes, "CPU s/min", goal=0.5)
    for rung, least in RUNGS_OF_SLIDES.items() if judge else ():
        score = quality.vmaf(judge, lecture.source, lecture.out("product") / f"{rung}.m3u8")
        emit("media", f"lecture, VMAF of {rung}", score or 0.0, "VMAF", least=least)


def _emit_refusals(folder: Path) -> None:
    """Print what looking at each bad file costs before it is refused or taken."""
    say("bad files …")
    log = folder / "refusals.json"
    run([sys.executable, "-m", "benchmarks.media.refusals", _empty(folder / "bad")], log=log)
    found = json.loads(log.read_text())
    costs = found["processor"]
    emit("media", "bad files, wrong answers", len(found["wrong"]), "files", goal=0, files=len(costs), wrong=found["wrong"])
    emit("media", "bad files, worst", max(costs), "CPU s", goal=0.3, median=round(statistics.median(costs), 3))
    emit("media", "bad files, worst", found["memory"], "MiB", goal=100)


def _emit_tokens() -> None:
    """Print what it costs to let one media request through."""
    log = ROOT / "var" / "benchmarks" / "media" / "tokens.json"
    run([sys.executable, "-m", "benchmarks.media.tokens"], log=log)
    emit("media", "one media request authorised", json.loads(log.read_text())["milliseconds"], "CPU ms", goal=0.1)
