"""One slip of the finger: whether two words differ by a single edit."""


def is_near(typed: str, name: str) -> bool:
    """Whether *name* is *typed* with one slip: a wrong, missing, extra or swapped character.

    Words of two Chinese characters may differ by one wrong character only; latin words need four letters, and from eight
    letters on two slips are forgiven.
    """
    if typed == name:
        return False
    if typed.isascii():
        allowed = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
        return name.isascii() and distance(typed, name, allowed + 1) <= allowed
    if len(typed) < 3:
        return len(typed) == len(name) == 2 and sum(a != b for a, b in zip(typed, name, strict=True)) == 1
    return distance(typed, name, 2) <= 1


def distance(left: str, right: str, limit: int) -> int:
    """Return the number of slips between two words (Damerau), or *limit* as soon as it is certain to be reached."""
    if abs(len(left) - len(right)) >= limit:
        return limit
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, current[-1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, row = row, current
    return min(row[-1], limit)
