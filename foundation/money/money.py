"""Amounts of money. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self


@dataclass(frozen=True, order=True)
class Money:
    """An amount in whole fen (分, 0.01 yuan). There is no way in or out through ``float``."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError("money is a whole number of fen")

    @classmethod
    def from_yuan(cls, yuan: Decimal | str | int) -> Self:
        """Return the amount of *yuan*; ``ValueError`` for parts of a fen and for what is no number."""
        if isinstance(yuan, float):
            raise TypeError("money does not come from float")
        try:
            fen = Decimal(yuan) * 100
            exact = fen.is_finite() and fen == fen.to_integral_value()
        except ArithmeticError as error:
            raise ValueError(f"not an amount: {yuan!r}") from error
        if not exact:
            raise ValueError(f"not whole fen: {yuan!r}")
        return cls(int(fen))

    @property
    def yuan(self) -> Decimal:
        """The amount in yuan with two places."""
        return Decimal(self.fen).scaleb(-2)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __mul__(self, times: int) -> "Money":
        return Money(self.fen * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return f"{'-' if self.fen < 0 else ''}¥{abs(self.fen) // 100:,}.{abs(self.fen) % 100:02d}"
