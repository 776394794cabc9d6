"""Model fields for PostgreSQL multiranges of whole numbers, which Django does not have."""

from typing import TYPE_CHECKING, Any

from django.db import models
from psycopg.types.multirange import Int4Multirange, Int8Multirange
from psycopg.types.range import Int4Range, Int8Range

type Spans = list[tuple[int, int]]

if TYPE_CHECKING:
    SpansField = models.Field[Spans, Spans]
else:
    SpansField = models.Field


class SecondsField(SpansField):
    """A set of whole seconds as half-open, sorted, disjoint spans: ``[(0, 310), (615, 800)]``."""

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "int4multirange"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Spans | None:
        """Return what the driver read as plain tuples."""
        return None if value is None else [(span.lower, span.upper) for span in value]

    def get_prep_value(self, value: Spans | None) -> Any:
        """Return *value* as the driver's multirange."""
        return None if value is None else Int4Multirange([Int4Range(*span) for span in value])


class MomentsField(SecondsField):
    """A set of wall-clock milliseconds since 1970 as half-open spans."""

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "int8multirange"

    def get_prep_value(self, value: Spans | None) -> Any:
        """Return *value* as the driver's multirange."""
        return None if value is None else Int8Multirange([Int8Range(*span) for span in value])
