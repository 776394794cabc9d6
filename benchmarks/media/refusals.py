"""``python -m benchmarks.media.refusals FOLDER``: every bad file of the tests shown to the gate; prints one JSON object."""

import json
import os
import resource
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.packaging")

import django

django.setup()

from media_pipeline.errors import Refused  # noqa: E402
from media_pipeline.processing import gate, sandbox  # noqa: E402
from tests.media_pipeline.hostile import HOSTILE  # noqa: E402


def main(folder: Path) -> None:
    """Make the files, show them, and count what each look costs."""
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    files = [(bad, bad.make(folder)) for bad in HOSTILE]
    peaks, costs, wrong = [0], [], []
    finish = sandbox._wait

    def noting(*arguments: object) -> sandbox.Finished:
        finished = finish(*arguments)  # type: ignore[arg-type]
        peaks.append(finished.peak_memory)
        return finished

    sandbox._wait = noting  # type: ignore[assignment]
    sandbox.network_wall()
    for bad, path in files:
        before = _spent()
        try:
            answer: object = gate.examine(path, scratch)
        except Refused as error:
            answer = error.code
        costs.append(round(_spent() - before, 3))
        if not bad.is_right(answer):
            wrong.append(f"{bad.name}: {answer}")
    print(json.dumps({"wrong": wrong, "processor": costs, "memory": max(peaks) / (1 << 20)}))


def _spent() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in usage)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
