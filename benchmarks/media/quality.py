"""How good a package is: likeness to the upload, loudness, and promises of the master playlist."""

import re
import subprocess
from pathlib import Path


def vmaf(judge: str, source: Path, playlist: Path) -> float | None:
    """Return the VMAF of a rung scaled back to the upload's size, every sixth picture; ``None`` when *judge* cannot tell."""
    pick = "fps=30,select='not(mod(n,6))',setpts=N/TB/30"
    graph = f"[0:v]{pick},scale=1920:1080:flags=bicubic[d];[1:v]{pick}[r];[d][r]libvmaf=n_threads=2"
    head = [judge, "-hide_banner", "-nostdin", "-allowed_extensions", "ALL", "-i", str(playlist), "-i", str(source)]
    said = subprocess.run([*head, "-filter_complex", graph, "-f", "null", "-"], capture_output=True, text=True, check=False)
    found = re.search(r"VMAF score: ([\d.]+)", said.stderr)
    return float(found[1]) if found else None


def loudness(path: Path) -> tuple[float, float]:
    """Return integrated loudness in LUFS and true peak in dBTP of the sound at *path*."""
    meter = ["-vn", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    said = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostdin", "-i", str(path), *meter], capture_output=True, text=True, check=True
    ).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1]), float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", said)[-1])
