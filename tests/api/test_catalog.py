"""`/.well-known/api-catalog`: what it lists is there."""

from urllib.parse import urlsplit

from httpx import AsyncClient


async def test_every_link_of_the_catalogue_leads_somewhere(client: AsyncClient) -> None:
    answer = await client.get("/.well-known/api-catalog")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    apis = answer.json()["linkset"]
    assert [item["href"] for item in apis[0]["item"]] == [api["anchor"] for api in apis[1:]]
    links = [
        link
        for api in apis[1:]
        for kind, found in api.items()
        if kind != "anchor"
        for link in found
    ]
    assert links
    for link in links:
        path = urlsplit(link["href"]).path
        found = await client.get(path, headers={"accept": link["type"]})
        assert found.status_code == 200, path
        assert found.headers["content-type"].startswith(link["type"])


async def test_its_head_says_where_it_is(client: AsyncClient) -> None:
    answer = await client.head("/.well-known/api-catalog")
    assert answer.status_code == 200
    assert answer.headers["link"].endswith('/.well-known/api-catalog>; rel="api-catalog"')
    assert answer.content == b""
