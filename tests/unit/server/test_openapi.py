"""The API's own document: every route is in it, and every reference leads somewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine_double import EngineDouble

from console.server.app import create_app
from console.server.life import Life

if TYPE_CHECKING:
    import httpx


async def described(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await client.get("/v1/openapi.json")).json()


async def test_every_route_is_in_it(client: httpx.AsyncClient) -> None:
    document = await described(client)
    app = create_app(EngineDouble(), Life()).app
    routes = {
        (route.path, method.lower())
        for route in app.routes  # type: ignore[attr-defined]
        for method in route.methods - {"HEAD"}
    }

    assert routes
    assert routes == {(path, method) for path, methods in document["paths"].items() for method in methods}


async def test_every_reference_leads_somewhere(client: httpx.AsyncClient) -> None:
    document = await described(client)
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    references = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert references
    assert references <= schemas.keys()


async def test_every_operation_tells_what_it_is_what_it_answers_and_how_it_fails(
    client: httpx.AsyncClient,
) -> None:
    document = await described(client)
    operations = [operation for path in document["paths"].values() for operation in path.values()]

    assert all(operation["summary"] for operation in operations)
    assert all(operation["responses"].keys() > {"default"} for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


async def test_parameters_of_a_path_are_declared(client: httpx.AsyncClient) -> None:
    document = await described(client)

    for path, methods in document["paths"].items():
        named = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for operation in methods.values():
            declared = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
            assert declared == named, path


async def test_streams_are_said_to_be_lines(client: httpx.AsyncClient) -> None:
    document = await described(client)

    for path in ("/v1/watch", "/v1/jobs/{job}/log/follow"):
        assert list(document["paths"][path]["get"]["responses"]["200"]["content"]) == ["application/x-ndjson"]
