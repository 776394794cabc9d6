"""Queries of every page, written with Django's ORM and turned into SQL once in a process.

Composing a query costs several times what asking it costs. That is nothing for a page of a few readers, and most of the time
of a page that everybody opens all day.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable

from foundation.database.quick import ask


class Argument(Expression):
    """The place in a query of a value that comes with the question. The value goes to the database as it is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list["Argument"]]:  # type: ignore[override]
        """Stand in the query as a parameter."""
        return "%s", [self]


class Prepared[Row]:
    """A query with ``Argument`` where values go: rows of one table, or of ``values_list``."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build

    def all(self, **arguments: Any) -> list[Row]:
        """Ask with *arguments* and return the rows."""
        rows = ask(self._sql, self._values(arguments))
        return [self._make(self._converted(row)) for row in rows] if self._converters else [self._make(row) for row in rows]

    def first(self, **arguments: Any) -> Row | None:
        """Ask with *arguments* and return the first row, if there is any."""
        return next(iter(self.all(**arguments)), None)

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return values

    def _values(self, arguments: dict[str, Any]) -> list[Any]:
        return [arguments[value.name] if isinstance(value, Argument) else value for value in self._parameters]

    @cached_property
    def _queryset(self) -> QuerySet[Any, Row]:
        return self._build()

    @cached_property
    def _compiled(self) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return compiler, sql, tuple(parameters)

    @property
    def _compiler(self) -> Any:
        return self._compiled[0]

    @property
    def _sql(self) -> str:
        return self._compiled[1]

    @property
    def _parameters(self) -> tuple[Any, ...]:
        return self._compiled[2]

    @cached_property
    def _converters(self) -> dict[int, Any]:
        converters: dict[int, Any] = self._compiler.get_converters([column[0] for column in self._compiler.select])
        return converters

    @cached_property
    def _make(self) -> Callable[[Any], Row]:
        if self._queryset._iterable_class is not ModelIterable:
            return tuple  # type: ignore[return-value]
        model: type[Model] = self._queryset.model
        names = [column[0].target.attname for column in self._compiler.select]
        return lambda row: model.from_db(connection.alias, names, row)  # type: ignore[return-value]
