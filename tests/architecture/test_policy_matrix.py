"""Every address of the site, asked by every part: the parts of its row are let in, everybody else is turned away."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.policy_matrix import ROWS, Row
from tests.architecture.policy_world import World, build_world

OTHERS_OWN = ("admin/", "documents/", "accounts/", "_util/")
REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


class _Undo(Exception):
    """Takes back what a request changed."""


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every route of the site, those aside that Wagtail and allauth guard and test themselves."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(OTHERS_OWN):
            continue
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from addresses(pattern, route)


def path_of(address: str, values: dict[str, Any]) -> str:
    """Fill the placeholders of *address*."""
    if address.startswith("^("):
        return "/"
    address = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", address).strip("^$")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match.group(1)]), address)


def is_let_in(response: HttpResponse) -> bool:
    """Say whether the view ran its rule instead of turning the person away."""
    asks_to_sign_in = "/accounts/login" in response.get("Location", "")
    return response.status_code not in REFUSALS and not asks_to_sign_in


def ask(client: Client, row: Row, path: str) -> bool:
    """Ask for *path*, take back what that changed, and say whether the person was let in."""
    try:
        with transaction.atomic():
            response = client.post(path) if row.method == "post" else client.get(path)
            for close in response._resource_closers:  # response.close() would end the transaction's connection too
                close()
            raise _Undo
    except _Undo:
        return is_let_in(response)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_every_address_has_a_row() -> None:
    assert sorted(set(addresses(get_resolver())) - set(ROWS)) == []


def test_every_row_is_an_address() -> None:
    assert sorted(set(ROWS) - set(addresses(get_resolver()))) == []


def test_each_part_gets_in_exactly_where_its_row_says(world: World) -> None:
    clients = {}
    for part, person in world.people.items():
        clients[part] = Client()
        if person is not None:
            clients[part].force_login(person)
    wrong = {}
    for address, row in ROWS.items():
        path = path_of(address, world.values_for(address))
        let_in = {part for part, client in clients.items() if ask(client, row, path)}
        if let_in != row.let_in:
            wrong[address] = {"must not": sorted(let_in - row.let_in), "must": sorted(row.let_in - let_in)}
    assert wrong == {}, "\n".join(f"{address}: {fault}" for address, fault in sorted(wrong.items()))
