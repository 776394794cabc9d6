"""Money is whole fen."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from foundation.api import Money, MoneyField, MoneyFormField

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("fen", "text"), [(30000, "¥300.00"), (5, "¥0.05"), (0, "¥0.00"), (-123456789, "-¥1,234,567.89"), (-5, "-¥0.05")]
)
def test_people_read_yuan(fen: int, text: str) -> None:
    assert str(Money(fen)) == text


@given(AMOUNTS, AMOUNTS)
def test_sums_are_exact(one: int, other: int) -> None:
    assert Money(one) + Money(other) == Money(one + other)
    assert Money(one) - Money(other) == Money(one - other)
    assert Money.from_yuan(Money(one).yuan) == Money(one)


def test_times_and_sign() -> None:
    assert 3 * Money(250) == Money(250) * 3 == Money(750)
    assert -Money(5) == Money(-5)
    assert (bool(Money(0)), bool(Money(-1))) == (False, True)
    assert sorted([Money(3), Money(1)]) == [Money(1), Money(3)]


@pytest.mark.parametrize("value", [1.0, "1", True, Decimal(1), None])
def test_only_whole_numbers_are_fen(value: object) -> None:
    with pytest.raises(TypeError):
        Money(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("operation", [lambda: Money(1) * 1.5, lambda: Money(1) + 1, lambda: Money.from_yuan(1.5)])
def test_floats_and_bare_numbers_do_not_mix(operation: object) -> None:
    with pytest.raises(TypeError):
        operation()  # type: ignore[operator]


@pytest.mark.parametrize("yuan", ["0.001", "NaN", "Infinity", "三百", ""])
def test_parts_of_a_fen_and_nonsense_are_refused(yuan: str) -> None:
    with pytest.raises(ValueError, match="not "):
        Money.from_yuan(yuan)


class Fee(models.Model):
    """A row with an amount."""

    amount = MoneyField(null=True)

    class Meta:
        app_label = "foundation_tests"

    def __str__(self) -> str:
        return str(self.amount)


@pytest.mark.django_db(transaction=True)
def test_a_column_of_money() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Fee)
    try:
        Fee.objects.create(amount=Money(30000))
        Fee.objects.create(amount=None)
        Fee.objects.create(amount=Money(-5))

        assert list(Fee.objects.order_by("pk").values_list("amount", flat=True)) == [Money(30000), None, Money(-5)]
        assert Fee.objects.filter(amount__gt=Money(0)).count() == 1
        assert Fee.objects.aggregate(total=models.Sum("amount"))["total"] == Money(29995)
        with pytest.raises(TypeError):
            Fee.objects.create(amount=1.5)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Fee)


def test_a_form_takes_yuan() -> None:
    field = MoneyField().formfield()

    assert isinstance(field, MoneyFormField)
    assert field.clean("300") == Money(30000)
    assert field.prepare_value(Money(30050)) == "300.50"
    with pytest.raises(ValidationError):
        field.clean("0.001")
