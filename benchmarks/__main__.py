"""``python -m benchmarks [NAME …]``: run the benchmarks named, or all of them, and print JSON lines."""

import argparse
import sys

from benchmarks.output import say
from benchmarks.scratch import prepare_scratch

NAMES = ("pages", "heartbeats")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the speed of the product.")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="which ones; all without a name")
    parser.add_argument("--courses", type=int, default=10_000)
    parser.add_argument("--lessons-each", type=int, default=10)
    options = parser.parse_args(arguments)
    names = options.names or NAMES
    say(f"preparing {options.courses:,} courses with {options.lessons_each} lessons each …")
    scratch = prepare_scratch(courses=options.courses, lessons_each=options.lessons_each)
    for name in names:
        say(f"{name} …")
        module = __import__(f"benchmarks.{name}", fromlist=["run"])
        module.run(scratch)
    return 0


if __name__ == "__main__":
    sys.exit(main())
