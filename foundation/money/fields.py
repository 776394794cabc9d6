"""Money in models and forms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.money.money import Money


class MoneyFormField(forms.DecimalField):
    """An input in yuan with at most two places, cleaned to ``Money``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        super().__init__(**{"decimal_places": 2} | kwargs)

    def clean(self, value: Any) -> Any:
        """Return the typed amount as ``Money``, or ``None`` when the field may be and is empty."""
        yuan = super().clean(value)
        return yuan if yuan is None else Money.from_yuan(yuan)

    def prepare_value(self, value: Any) -> Any:
        """Show ``Money`` as plain yuan."""
        return str(value.yuan) if isinstance(value, Money) else value


class MoneyField(models.BigIntegerField):
    """A column of whole fen that is ``Money`` in Python."""

    description = _("金额")

    def from_db_value(self, value: int | None, *args: Any) -> Money | None:
        """Turn the column's fen into ``Money``."""
        return None if value is None else Money(value)

    def to_python(self, value: Any) -> Money | None:
        """Accept ``Money`` and whole fen; ``ValidationError`` for anything else."""
        if value is None or isinstance(value, Money):
            return value
        try:
            return Money(int(value) if isinstance(value, str) else value)
        except (TypeError, ValueError) as error:
            raise ValidationError(_("请填以分为单位的整数金额。")) from error

    def get_prep_value(self, value: Any) -> int | None:
        """Turn ``Money`` into the column's fen; floats and decimals are a ``TypeError``."""
        if isinstance(value, float | Decimal):
            raise TypeError("money is stored in whole fen")
        prepared: int | None = super().get_prep_value(value.fen if isinstance(value, Money) else value)
        return prepared

    def value_to_string(self, obj: models.Model) -> str:
        """Return the fen as text for serialised fixtures."""
        value: Any = self.value_from_object(obj)
        return "" if value is None else str(value.fen)

    def formfield(self, **kwargs: Any) -> Any:
        """Return an input in yuan."""
        options: dict[str, Any] = {"form_class": MoneyFormField, "max_digits": 14} | kwargs
        return models.Field.formfield(self, **options)

    @property
    def validators(self) -> list[Any]:
        """Ranges are those of the column; ``Money`` itself checks the type."""
        return []
