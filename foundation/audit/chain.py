"""How one audit entry is sealed to the one before it; pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64


def seal(previous_hash: str, sequence: int, facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 (64 hex digits) over the hash before, the place in the chain and the facts of the entry.

    *facts* hold JSON values only. Their order does not matter.
    """
    text = json.dumps([previous_hash, sequence, facts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
