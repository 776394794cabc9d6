"""From a found piece of a transcript to the second at which the words are said; pure."""

import re
from collections.abc import Sequence

from search.answers.highlighting import first_find, snippet
from search.answers.types import Moment
from search.engines.plan import Stored


def moment_of(piece: Stored, pattern: re.Pattern[str] | None) -> Moment:
    """Return the moment of *piece*: the start of the very cue that holds the first find.

    The owner stores ``starts`` in ``extra``: pairs of a place in the text and the second at which it is said, in order.
    """
    starts: Sequence[Sequence[int]] = piece.extra.get("starts") or [(0, 0)]
    place = first_find(piece.body, pattern)
    second = next((second for offset, second in reversed(starts) if offset <= place), starts[0][1])
    return Moment(second, snippet(piece.body, pattern), f"{piece.url}?t={second}")
