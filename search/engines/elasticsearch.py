"""Elasticsearch and OpenSearch as the search engine; the one module that knows their client.

Only what both servers understand is used: bool, phrases, terms, prefixes, ranges, function_score, plain aggregations, aliases
and bulk writes with versions of our own.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

import elastic_transport
import elasticsearch
from django.conf import settings
from django.utils import timezone
from elastic_transport import TransportError, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import MultiSearch, Q, Search
from elasticsearch.dsl.query import Query
from elasticsearch.helpers import streaming_bulk

from search.engines.errors import ClusterRefused, ClusterUnavailable
from search.engines.plan import FREQUENCY_CAP, Candidate, Counts, Engine, Group, Literal, Plan, Scope, Stored
from search.engines.postgres import PostgresEngine
from search.engines.records import MAPPING, TEXT_FIELDS, microseconds
from search.enums import Sort

PLACE_WORTH = {"title_b": 1.0, "tags_b": 0.3, "body_b": 0.15}
"""What a find counts in the engine's own order; the best place of each word counts."""
BROAD_WORTH = 0.1
SOFT_LIFT = 1.5
PART_WORTH = 100
MAX_EXPANSIONS = 20_000
FACET_VALUES = 50
BULK_BYTES = 5 << 20
MAX_TRIES = 4
_BUSY = (429, 500, 502, 503, 504)
_ORDERS: dict[str, list[Any]] = {
    Sort.NEW: [{"published": {"order": "desc", "missing": "_last"}}, {"object_id": "desc"}, {"id": "asc"}],
    Sort.POPULAR: [{"learners": "desc"}, {"object_id": "desc"}, {"id": "asc"}],
}
_RELEVANCE = [{"_score": "desc"}, {"learners": "desc"}, {"object_id": "asc"}, {"id": "asc"}]
_NOT_PLAIN = re.compile(r"([^A-Za-z0-9_])")


class BridgeNode(Urllib3HttpNode):
    """Lets the Elasticsearch client speak to OpenSearch as well: plain media types out, the expected product name in."""

    def perform_request(self, method: str, target: str, body: Any = None, headers: Any = None, request_timeout: Any = None) -> Any:
        plain = headers.copy() if headers is not None else elastic_transport.HttpHeaders()
        for name in ("accept", "content-type"):
            if name in plain:
                plain[name] = "application/x-ndjson" if "ndjson" in plain[name] else "application/json"
        answer = super().perform_request(method, target, body=body, headers=plain, request_timeout=request_timeout)
        named = elastic_transport.HttpHeaders({**answer.meta.headers, "x-elastic-product": "Elasticsearch"})
        return answer._replace(meta=replace(answer.meta, headers=named))


@cache
def connect(url: str) -> "Cluster":
    """Return this process' connection to the servers at *url* (``https://user:password@host:port``, commas between several)."""
    options: dict[str, Any] = {"ca_certs": settings.SEARCH_CLUSTER_CA} if settings.SEARCH_CLUSTER_CA else {}
    client = Elasticsearch(url.split(","), node_class=BridgeNode, max_retries=0, http_compress=True, **options)
    return Cluster(client)


@dataclass(frozen=True)
class Refusal:
    """One record that the cluster did not take, and why."""

    key: str
    reason: str


class Cluster:
    """What the rest of search asks of a cluster beside searching. Raises ``ClusterUnavailable`` or ``ClusterRefused``."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def client(self, seconds: float) -> Elasticsearch:
        """Return the client with a limit on each request."""
        return self._client.options(request_timeout=seconds)

    def create(self, index: str) -> None:
        """Make an empty index with a writing alias of its own, so that writes to an index that is gone make no new one."""
        options = {
            "number_of_shards": settings.SEARCH_CLUSTER_SHARDS,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "1s",
            "gc_deletes": "1h",  # a late copy must not bring back what was deleted meanwhile
        }
        with _translated():
            self.client(30).indices.create(index=index, settings=options, mappings=MAPPING, aliases={writing_alias(index): {}})

    def drop(self, index: str) -> None:
        """Delete an index; nothing happens when it is gone."""
        with _translated():
            self.client(30).indices.delete(index=index, ignore_unavailable=True)

    def exists(self, index: str) -> bool:
        """Whether there is such an index."""
        with _translated():
            return bool(self.client(10).indices.exists(index=index))

    def behind(self, alias: str) -> list[str]:
        """Return the indexes that *alias* stands for; none when there is no such alias."""
        with _translated():
            client = self.client(10).indices
            return sorted(client.get_alias(name=alias)) if client.exists_alias(name=alias) else []

    def point(self, alias: str, index: str | None) -> None:
        """Make *alias* stand for *index* alone, or for nothing, in one step."""
        actions: list[dict[str, Any]] = [{"remove": {"index": old, "alias": alias}} for old in self.behind(alias) if old != index]
        actions += [{"add": {"index": index, "alias": alias}}] if index else []
        if actions:
            with _translated():
                self.client(30).indices.update_aliases(actions=actions)

    def refresh(self, index: str) -> None:
        """Make everything written so far findable; nothing happens when the index is gone."""
        with _translated():
            self.client(60).indices.refresh(index=index, ignore_unavailable=True)

    def write(self, index: str, records: Mapping[int, Mapping[str, Any] | None], versions: Mapping[int, int]) -> list[Refusal]:
        """Write *records* by key, ``None`` deletes; an older version than what stands there changes nothing.

        Requests stay under ``BULK_BYTES``; busy servers are asked again, a little later each time. Returns what was refused.
        """
        actions = (_action(index, key, record, versions[key]) for key, record in records.items())
        refused: list[Refusal] = []
        with _translated():
            done = streaming_bulk(
                self.client(30),
                actions,
                max_chunk_bytes=BULK_BYTES,
                max_retries=MAX_TRIES - 1,
                initial_backoff=0.5,
                max_backoff=8,
                raise_on_error=False,
                raise_on_exception=True,
                retry_on_status=_BUSY,
                require_alias=True,
            )
            refused.extend(refusal for ok, item in done if not ok and (refusal := _refusal(item)))
        return refused

    def kinds(self, index: str) -> dict[str, int]:
        """Count the records of each kind."""
        search = Search().extra(size=0)
        search.aggs.bucket("kinds", "terms", field="kind", size=1000)
        with _translated():
            answer = self.client(60).search(index=index, body=search.to_dict())
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["kinds"]["buckets"]}

    def keys(self, index: str, kind: str, batch: int = 5000) -> Iterator[int]:
        """Yield the documents of every record of *kind*, rising."""
        after = -1
        while True:
            search = Search().filter("term", kind=kind).filter("range", id={"gt": after}).sort("id").source(["id"])
            with _translated():
                hits = self.client(60).search(index=index, body=search.extra(size=batch).to_dict())["hits"]["hits"]
            if not hits:
                return
            yield from (hit["_source"]["id"] for hit in hits)
            after = hits[-1]["_source"]["id"]


class ClusterEngine(Engine):
    """Runs plans on the index behind *alias*. All requests of one search together get *seconds*, then it is unavailable.

    Texts are read from PostgreSQL, so what was hidden a moment ago is not shown, however old the index is.
    """

    def __init__(self, cluster: Cluster, alias: str, *, seconds: float) -> None:
        self._cluster = cluster
        self._alias = alias
        self._end = time.monotonic() + seconds
        self._local = PostgresEngine()

    def frequencies(self, groups: Sequence[Group], *, kinds: Sequence[str] = (), cap: int = FREQUENCY_CAP) -> list[int]:
        if not groups:
            return []
        asked = MultiSearch(index=self._alias)
        for group in groups:
            asked = asked.add(_search(_matching(Plan((group,)), Scope(kinds=tuple(kinds)))).extra(size=0, track_total_hits=cap))
        answers = self._ask(lambda client: client.msearch(index=self._alias, searches=asked.to_dict()))["responses"]
        for answer in answers:
            if "error" in answer:
                raise ClusterRefused(str(answer["error"])[:500])
        return [min(answer["hits"]["total"]["value"], cap) for answer in answers]

    def count(self, plan: Plan, scope: Scope, facets: Sequence[str]) -> Counts:
        search = _search(_matching(plan, scope)).extra(size=0, track_total_hits=True)
        search.aggs.bucket("passed", "filter", filter=_chosen(scope))
        for number, name in enumerate(facets):
            others = search.aggs.bucket(f"f{number}", "filter", filter=_chosen(scope, leave_out=name))
            others.bucket("top", "terms", field="facets", include=f"{_plain(name)}:.*", size=FACET_VALUES)
            if values := scope.filters.get(name):
                others.bucket("chosen", "terms", field="facets", include=list(values), size=len(values))
        answer = self._ask(lambda client: client.search(index=self._alias, body=search.to_dict()))
        counted = answer["aggregations"]
        found = [counted[f"f{number}"] for number in range(len(facets))]
        buckets = [bucket for part in found for name in ("top", "chosen") for bucket in part.get(name, {}).get("buckets", ())]
        sizes = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        return Counts(counted["passed"]["doc_count"], answer["hits"]["total"]["value"], sizes)

    def candidates(self, plan: Plan, scope: Scope, *, sort: str, offset: int, limit: int) -> list[Candidate]:
        ranked = _ranked(plan) & Q("bool", filter=[_matching(plan, scope), _chosen(scope)])
        order = _ORDERS.get(Sort(sort)) or _RELEVANCE
        search = _search(ranked).sort(*order).extra(track_scores=True, from_=offset, size=limit, track_total_hits=False)
        answer = self._ask(lambda client: client.search(index=self._alias, body=search.to_dict()))
        return [_candidate(hit, plan) for hit in answer["hits"]["hits"]]

    def read(self, ids: Sequence[int]) -> dict[int, Stored]:
        return self._local.read(ids)

    def titled(self, text: str, *, kinds: Sequence[str], limit: int, begins_only: bool = False) -> list[Stored]:
        return self._local.titled(text, kinds=kinds, limit=limit, begins_only=begins_only)

    def _ask(self, request: Callable[[Elasticsearch], Any]) -> Any:
        left = self._end - time.monotonic()
        if left <= 0:
            raise ClusterUnavailable("too slow")
        with _translated():
            return request(self._cluster.client(left))


def writing_alias(index: str) -> str:
    """Return the name under which *index* is written to."""
    return f"{index}-write"


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the client's errors into the two that the rest of search knows."""
    try:
        yield
    except TransportError as error:
        raise ClusterUnavailable(f"{type(error).__name__}: {error.message}"[:500]) from error
    except ApiError as error:
        kind = ClusterUnavailable if error.status_code in (404, 408, *_BUSY) else ClusterRefused
        raise kind(f"{error.status_code} {error.message} {error.body}"[:500]) from error
    except elasticsearch.helpers.BulkIndexError as error:
        raise ClusterRefused(str(error)[:500]) from error


def _action(index: str, key: int, record: Mapping[str, Any] | None, version: int) -> dict[str, Any]:
    head = {"_index": writing_alias(index), "_id": str(key), "version": version, "version_type": "external_gte"}
    return {**head, "_op_type": "delete"} if record is None else {**head, "_op_type": "index", "_source": record}


def _refusal(item: Mapping[str, Any]) -> Refusal | None:
    """Return why one write failed; deleting what is not there and being older than what is there are no failures."""
    ((_, answer),) = item.items()
    if answer["status"] in (404, 409) and "index_not_found" not in str(answer.get("error")):
        return None
    if answer["status"] in (404, *_BUSY):
        raise ClusterUnavailable(str(answer.get("error"))[:500])
    return Refusal(answer["_id"], str(answer.get("error"))[:2000])


def _search(query: Query) -> Search:
    return Search().query(query)


def _matching(plan: Plan, scope: Scope) -> Query:
    """Return the condition that holds whatever facets are chosen: visible, of the kinds, containing the words."""
    now = microseconds(scope.now or timezone.now())
    required = [Q("term", visibility="public")]
    refused = [Q("range", hidden_from={"lte": now}), Q("range", published={"gt": now})]
    if scope.kinds:
        required.append(Q("terms", kind=list(scope.kinds)))
    if plan.groups:
        required += [_group(group) for group in plan.groups] if plan.minimum >= 1 else [_part(plan)]
    refused += [_literal(literal) for literal in plan.excluded]
    return Q("bool", filter=required, must_not=refused)


def _part(plan: Plan) -> Query:
    """Return the condition that the rarity of the words found reaches the plan's minimum.

    The threshold lies half-way between the sums that just fail and just suffice, so that no rounding decides.
    """
    weights = [group.rarity for group in plan.groups]
    needed = plan.minimum * sum(weights)
    sums = [sum(chosen) for size in range(len(weights) + 1) for chosen in combinations(weights, size)]
    too_little = max(total for total in sums if total < needed)
    enough = min(total for total in sums if total >= needed)
    functions = [{"filter": _group(group), "weight": group.rarity} for group in plan.groups]
    any_word = Q("bool", should=[_group(group) for group in plan.groups], minimum_should_match=1)
    threshold = (too_little + enough) / 2
    return Q("function_score", query=any_word, functions=functions, score_mode="sum", boost_mode="replace", min_score=threshold)


def _chosen(scope: Scope, *, leave_out: str = "") -> Query:
    """Return the condition of the chosen facet values."""
    wanted = [Q("terms", facets=list(values)) for name, values in scope.filters.items() if name != leave_out]
    return Q("bool", filter=wanted) if wanted else Q("match_all")


def _ranked(plan: Plan) -> Query:
    """Return the query that makes the engine's order: where each word stands, what the document weighs, how much is there."""
    if not plan.groups:
        return Q("function_score", query=Q("match_all"), field_value_factor={"field": "boost"}, boost_mode="replace")
    places = Q("bool", should=[_places(group, is_broad=plan.is_broad) for group in plan.groups])
    functions: list[dict[str, Any]] = [{"field_value_factor": {"field": "boost"}}]
    if plan.soft:
        functions.append({"filter": Q("terms", facets=list(plan.soft)), "weight": SOFT_LIFT})
    scored = Q("function_score", query=places, functions=functions, score_mode="multiply", boost_mode="multiply")
    if plan.minimum >= 1:
        return Q("bool", must=[scored])
    parts = [
        Q("constant_score", filter=_group(group), boost=PART_WORTH * group.rarity, _name=str(number))
        for number, group in enumerate(plan.groups)
    ]
    return Q("bool", must=[scored], should=parts)


def _places(group: Group, *, is_broad: bool) -> Query:
    if is_broad:
        worth = {"title_b": 1.0}
        anywhere = [Q("constant_score", filter=Q("match_all"), boost=BROAD_WORTH)]
    else:
        worth, anywhere = PLACE_WORTH, []
    tiers = [Q("constant_score", filter=_group(group, (field,)), boost=value) for field, value in worth.items()]
    return Q("dis_max", queries=[*tiers, *anywhere])


def _group(group: Group, fields: Iterable[str] = tuple(TEXT_FIELDS.values())) -> Query:
    """Return one group: any of its literals."""
    return Q("bool", should=[_literal(literal, fields) for literal in group.literals], minimum_should_match=1)


def _literal(literal: Literal, fields: Iterable[str] = tuple(TEXT_FIELDS.values())) -> Query:
    """Return one phrase in any of *fields*; the last term may be the beginning of a longer one."""
    *_, last = literal.terms
    words = " ".join(term.lexeme for term in literal.terms)
    if len(literal.terms) == 1:
        wanted = [Q("prefix" if last.prefix else "term", **{field: {"value": words}}) for field in fields]
    elif last.prefix:
        wanted = [Q("match_phrase_prefix", **{field: {"query": words, "max_expansions": MAX_EXPANSIONS}}) for field in fields]
    else:
        wanted = [Q("match_phrase", **{field: {"query": words}}) for field in fields]
    return wanted[0] if len(wanted) == 1 else Q("bool", should=wanted, minimum_should_match=1)


def _plain(text: str) -> str:
    """Return a pattern of the server's that finds exactly *text*."""
    return _NOT_PLAIN.sub(r"\\\1", text[:200])


def _candidate(hit: Mapping[str, Any], plan: Plan) -> Candidate:
    row = hit["_source"]
    is_strict = plan.minimum >= 1 or not plan.groups
    found = tuple(is_strict or str(number) in hit.get("matched_queries", ()) for number in range(len(plan.groups)))
    parent = (row["parent_kind"], row["parent_id"]) if row["parent_id"] is not None else None
    return Candidate(
        row["id"],
        row["kind"],
        row["object_id"],
        row["title_key"],
        row["tags_key"],
        tuple(row["facets"]),
        row["boost"],
        row["learners"],
        hit["_score"] or 0.0,
        found,
        parent,
    )
