"""Tiny uploads made by ffmpeg, each once per test session."""

import subprocess
from pathlib import Path

FAST = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def picture(seconds: float, size: str = "320x180", rate: str = "25") -> list[str]:
    """Input options for a moving test picture."""
    return ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}"]


def tone(seconds: float) -> list[str]:
    """Input options for a quiet tone."""
    return ["-f", "lavfi", "-i", f"sine=f=440:d={seconds},volume=-20dB"]


def make(target: Path, *arguments: str) -> Path:
    """Run ffmpeg with *arguments* and return *target*."""
    if not target.exists():
        subprocess.run(["ffmpeg", "-y", "-nostdin", "-v", "error", *arguments, str(target)], check=True)
    return target
