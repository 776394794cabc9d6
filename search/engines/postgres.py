"""PostgreSQL as the search engine: the documents' own table, always as current as the last commit."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from search.analysis.tokens import query_terms
from search.engines.plan import FREQUENCY_CAP, Candidate, Counts, Engine, Group, Literal, Plan, Scope, Stored
from search.engines.tsquery import any_query, group_query, literal_query, plan_query
from search.enums import Sort

VISIBLE = "visibility = 'public' AND (hidden_from IS NULL OR hidden_from > %s) AND (published_at IS NULL OR published_at <= %s)"
"""The condition of a document that anybody may see now; its parameters are now, twice."""

_FIELD_WEIGHTS = "{0.15,0.15,0.3,1.0}"  # body, body, tags, title
_ORDERS = {
    Sort.NEW: "published_at DESC NULLS LAST, object_id DESC, id",
    Sort.POPULAR: "learners DESC, object_id DESC, id",
}

LOOKED_AT = 300
"""So many titles that fit are weighed for a suggestion; a longer text leaves fewer."""
_IN_TITLE = "title_key <> '' AND ts_filter(vector, '{a}') @@ %s::tsquery"
"""The words of titles have an index of their own: one that is said everywhere stands in few of them."""

type Condition = tuple[str, list[Any]]


class PostgresEngine(Engine):
    """Runs plans on the table of documents."""

    def frequencies(self, groups: Sequence[Group], *, kinds: Sequence[str] = (), cap: int = FREQUENCY_CAP) -> list[int]:
        if not groups:
            return []
        counts, params = [], []
        for group in groups:
            where, where_params = _matching(Plan((group,)), Scope(kinds=tuple(kinds)))
            counts.append(f"(SELECT count(*) FROM (SELECT 1 FROM search_document WHERE {where} LIMIT {cap:d}) h)")  # noqa: S608
            params += where_params
        return list(_rows("SELECT " + ", ".join(counts), params)[0])

    def count(self, plan: Plan, scope: Scope, facets: Sequence[str]) -> Counts:
        where, where_params = _matching(plan, scope)
        misses, missed, filter_params = _misses(scope.filters)
        counted = "misses = 0 OR misses = 1 AND starts_with(value, missed)" if scope.filters else "true"
        rows = _rows(
            f"""WITH sets AS MATERIALIZED (SELECT facets, count(*) AS size FROM search_document WHERE {where} GROUP BY facets),
            hits AS MATERIALIZED (SELECT facets, size, {misses} AS misses, {missed} AS missed FROM sets)
            SELECT '', coalesce(sum(size) FILTER (WHERE misses = 0), 0)::bigint, coalesce(sum(size), 0)::bigint FROM hits
            UNION ALL
            SELECT value, sum(size)::bigint, 0 FROM hits, unnest(facets) AS value WHERE {counted} GROUP BY value""",  # noqa: S608
            [*where_params, *filter_params, *filter_params],
        )
        wanted = {value: number for value, number, _ in rows[1:] if value.partition(":")[0] in facets}
        return Counts(rows[0][1], rows[0][2], wanted)

    def candidates(self, plan: Plan, scope: Scope, *, sort: str, offset: int, limit: int) -> list[Candidate]:
        where, params = _matching(plan, scope)
        for values in scope.filters.values():
            where += " AND facets && %s::text[]"
            params.append(list(values))
        found, found_params = _found(plan)
        score, score_params = _score(plan)
        order = _ORDERS.get(Sort(sort)) or "score DESC, learners DESC, object_id, id"
        rows = _rows(
            f"""SELECT id, kind, object_id, title_key, tags_key, facets, boost, learners, {score} AS score, {found},
            parent_kind, parent_id
            FROM search_document WHERE {where} ORDER BY {order} LIMIT %s OFFSET %s""",  # noqa: S608
            [*score_params, *found_params, *params, limit, offset],
        )
        return [_candidate(row) for row in rows]

    def titled(self, text: str, *, kinds: Sequence[str], limit: int, begins_only: bool = False) -> list[Stored]:
        where, params = _matching(Plan(), Scope(kinds=tuple(kinds)))
        columns = "id, kind, object_id, title, body, url, extra"
        begins, beginning = "title_key LIKE %s", connection.ops.prep_for_like_query(text) + "%"
        few = f"SELECT * FROM search_document WHERE {where} AND {begins} ORDER BY title_key USING ~<~ LIMIT {LOOKED_AT}"  # noqa: S608
        sql = f"SELECT {columns} FROM ({few}) few ORDER BY boost DESC, id LIMIT %s"  # noqa: S608
        rows = _rows(sql, [*params, beginning, limit])
        if len(rows) < limit and len(text) > 1 and not begins_only and (terms := query_terms(text)):
            phrase = literal_query(Literal(text, terms))
            few = f"SELECT * FROM search_document WHERE {where} AND {_IN_TITLE} AND NOT {begins} LIMIT {LOOKED_AT}"  # noqa: S608
            sql = f"SELECT {columns} FROM ({few}) few ORDER BY boost DESC, id LIMIT %s"  # noqa: S608
            rows += _rows(sql, [*params, phrase, beginning, limit - len(rows)])
        return [Stored(*row) for row in rows]

    def read(self, ids: Sequence[int]) -> dict[int, Stored]:
        from search.documents.models import Document

        now = timezone.now()
        shown = Document.objects.filter(pk__in=ids, visibility="public").exclude(hidden_from__lte=now).exclude(published_at__gt=now)
        rows = shown.values_list("pk", "kind", "object_id", "title", "body", "url", "extra")
        return {row[0]: Stored(*row) for row in rows}


def _candidate(row: tuple[Any, ...]) -> Candidate:
    pk, kind, object_id, title_key, tags_key, facets, boost, learners, score, found, above, above_id = row
    parent = (above, above_id) if above_id is not None else None
    return Candidate(pk, kind, object_id, title_key, tags_key, tuple(facets), boost, learners, score, tuple(found), parent)


def _matching(plan: Plan, scope: Scope) -> Condition:
    """Return the condition that holds whatever facets are chosen: visible, of the kinds, containing the words."""
    now = scope.now or timezone.now()
    parts: list[str] = [VISIBLE]
    params: list[Any] = [now, now]
    if query := plan_query(plan, scope.kinds):
        parts.append("vector @@ %s::tsquery")
        params.append(query)
    elif scope.kinds:
        parts.append("kind = ANY(%s)")
        params.append(list(scope.kinds))
    return " AND ".join(parts), params


def _misses(filters: Mapping[str, tuple[str, ...]]) -> tuple[str, str, list[Any]]:
    """Return expressions for how many filters a row fails and for the last one failed, and their shared parameters."""
    if not filters:
        return "0", "''::text", []
    count = " + ".join("(NOT facets && %s::text[] AND %s::text <> '')::int" for _ in filters)
    last = "concat(" + ", ".join("CASE WHEN NOT facets && %s::text[] THEN %s::text END" for _ in filters) + ")"
    params = [value for name, values in filters.items() for value in (list(values), f"{name}:")]
    return count, last, params


def _score(plan: Plan) -> Condition:
    """Return the engine's own order: how much of the meaning is there, then where it stands and how often."""
    if not plan.groups:
        return "boost", []
    params: list[Any] = [_FIELD_WEIGHTS, any_query(plan.groups)]
    rank = "ts_rank(%s::float4[], vector, %s::tsquery) * boost"
    if plan.is_broad:
        texts = [[literal.text for literal in group.literals] for group in plan.groups]
        rank = " + ".join("(CASE WHEN title_key ~ ANY(%s::text[]) THEN 1 ELSE 0.1 END)" for _ in texts)
        rank, params = f"({rank}) * boost", [[re.escape(text) for text in group] for group in texts]
    if plan.soft:
        rank += " * (CASE WHEN facets && %s::text[] THEN 1.5 ELSE 1 END)"
        params.append(list(plan.soft))
    if plan.minimum >= 1:
        return rank, params
    parts = " + ".join("(vector @@ %s::tsquery)::int * %s::float8" for _ in plan.groups)
    weights = [value for group in plan.groups for value in (group_query(group), 100 * group.rarity)]
    return f"{rank} + {parts}", [*params, *weights]


def _found(plan: Plan) -> Condition:
    """Return which groups each row contains: all of them when the plan is strict."""
    if plan.minimum >= 1 or not plan.groups:
        return "%s::boolean[]", [[True] * len(plan.groups)]
    tests = ", ".join("vector @@ %s::tsquery" for _ in plan.groups)
    return f"ARRAY[{tests}]", [group_query(group) for group in plan.groups]


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
