"""``python -m benchmarks [NAME …]``: run the benchmarks named, or all of them, and print JSON lines."""

import argparse
import sys

from benchmarks.media import run_media
from benchmarks.output import emit, say
from benchmarks.scratch import prepare_scratch

OF_THE_SITE = ("pages", "readable", "heartbeats")
NAMES = (*OF_THE_SITE, "media")
FEW_COURSES, FEW_LESSONS = 12, 3


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the speed of the product.")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="which ones; all without a name")
    parser.add_argument("--courses", type=int, default=10_000)
    parser.add_argument("--lessons-each", type=int, default=10)
    parser.add_argument("--judge", default="", help="an ffmpeg with libvmaf, to measure likeness")
    options = parser.parse_args(arguments)
    names = options.names or NAMES
    if of_the_site := [name for name in names if name in OF_THE_SITE]:
        _run_on_site(of_the_site, options)
    if "media" in names:
        run_media(options.judge)
    return 0


def _run_on_site(names: list[str], options: argparse.Namespace) -> None:
    """Run those benchmarks that need a filled site."""
    say(f"preparing {options.courses:,} courses with {options.lessons_each} lessons each …")
    few = prepare_scratch(courses=FEW_COURSES, lessons_each=FEW_LESSONS)
    scratch = prepare_scratch(courses=options.courses, lessons_each=options.lessons_each)
    if "pages" in names:
        for case, count in scratch.facts["queries"].items():
            emit("pages", case, count, "queries", baseline=few.facts["queries"][case], goal=1.0)
    for name in names:
        say(f"{name} …")
        module = __import__(f"benchmarks.{name}", fromlist=["run"])
        module.run(scratch)


if __name__ == "__main__":
    sys.exit(main())
