"""GraphiQL, from files that come with a package: it works without a network."""

import json
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any, Final

from app.schema.door.examples import EXAMPLES

PACKAGE: Final = "graphene_django_graphiql_static"

NOTICE: Final = """\
<p>Only trusted documents are executed here. What is written below is refused
(<code>document_required</code>), and the schema cannot be read.</p>
"""

PAGE: Final = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>GraphiQL - Career Conversations</title>
<link rel="stylesheet" href="$assets/graphiql.min.css">
<style>
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font-family: sans-serif }
#graphiql { flex: 1; min-height: 0 }
header { padding: 8px 16px; font-size: 14px; display: flex; gap: 16px; align-items: center }
#token { flex: 1; max-width: 40em }
</style>
</head>
<body>
<header>$notice
<label for="token">Access token:</label>
<input id="token" type="password" autocomplete="off" placeholder="from `career token`">
<label>Examples: <select id="examples"></select></label></header>
<div id="graphiql">Loading ...</div>
<script src="$assets/react.production.min.js"></script>
<script src="$assets/react-dom.production.min.js"></script>
<script src="$assets/graphql-ws.min.js"></script>
<script src="$assets/graphiql.min.js"></script>
<script>
const examples = $examples;
const token = document.getElementById("token");
const menu = document.getElementById("examples");
for (const { title } of examples) menu.add(new Option(title));
let fetcher = () => ({ errors: [{ message: "Give an access token first, above." }] });
let chosen = {};
function show() {
  ReactDOM.render(
    React.createElement(GraphiQL, {
      fetcher,
      defaultQuery: examples[0].query,
      defaultEditorToolsVisibility: "variables",
      shouldPersistHeaders: false,
      ...chosen
    }),
    document.getElementById("graphiql")
  );
}
menu.addEventListener("change", () => {
  const { query, variables } = examples[menu.selectedIndex];
  chosen = { query, variables };
  show();
});
token.addEventListener("change", () => {
  const headers = { Authorization: "Bearer " + token.value.trim() };
  const subscriptionUrl = new URL($url, location.href);
  subscriptionUrl.protocol = subscriptionUrl.protocol.replace("http", "ws");
  fetcher = GraphiQL.createFetcher({
    url: $url,
    headers,
    wsClient: graphqlWs.createClient({ url: subscriptionUrl.href, connectionParams: headers })
  });
  show();
});
show();
</script>
</body>
</html>
""")


def assets() -> Path:
    """Where the files lie. The package is made for another framework; only its files are used."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        message = f"{PACKAGE} is not installed"
        raise RuntimeError(message)
    return Path(spec.submodule_search_locations[0]) / "static" / PACKAGE


def page(assets: str, *, trusted_only: bool = False) -> str:
    """Its addresses are relative, so that it works behind every proxy; `assets` is that of its
    files.
    """
    return PAGE.substitute(
        assets=assets,
        url=_script("/graphql"),
        examples=_script([asdict(one) for one in EXAMPLES]),
        notice=NOTICE if trusted_only else "",
    )


def _script(value: Any) -> str:
    """JSON that can stand inside a script."""
    return json.dumps(value).replace("<", "\\u003c")
