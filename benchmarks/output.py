"""The one shape of every result: a JSON object on a line of its own."""

import json
import sys
from typing import Any


def emit(
    bench: str,
    case: str,
    value: float,
    unit: str,
    *,
    baseline: float | None = None,
    goal: float | None = None,
    least: float | None = None,
    **more: Any,
) -> None:
    """Print one result. ``ratio`` is *value* to *baseline*; *goal* is the most that the ratio (or the value) may be,
    *least* the least that the value must be.
    """
    line: dict[str, Any] = {"bench": bench, "case": case, "value": round(value, 3), "unit": unit}
    if baseline is not None:
        line |= {"baseline": round(baseline, 3), "ratio": round(value / baseline, 2) if baseline else None}
    if goal is not None:
        measured = line.get("ratio", line["value"])
        line |= {"goal": goal, "met": measured is not None and measured <= goal}
    if least is not None:
        line |= {"goal": least, "met": line["value"] >= least}
    sys.stdout.write(json.dumps(line | more, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Tell the person who waits what is being done, apart from the results."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
