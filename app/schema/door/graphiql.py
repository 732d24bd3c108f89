"""GraphiQL, from files that come with a package: it works without a network."""

import json
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final

ASSETS: Final = "/graphiql"
PACKAGE: Final = "graphene_django_graphiql_static"

EXAMPLE: Final = """\
# Put an access token into the headers below. Then try this, or write your own;
# Ctrl-Space completes.
query MyWork {
  me {
    displayName
    manager { displayName }
    plans {
      title
      goals { title milestones { title dueOn status owner { displayName } } }
    }
  }
}
"""
HEADERS: Final = '{ "Authorization": "Bearer ..." }'

PAGE: Final = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>GraphiQL - Career Conversations</title>
<link rel="stylesheet" href="$assets/graphiql.min.css">
<style>body { margin: 0 } #graphiql { height: 100vh }</style>
</head>
<body>
<div id="graphiql">Loading ...</div>
<script src="$assets/react.production.min.js"></script>
<script src="$assets/react-dom.production.min.js"></script>
<script src="$assets/graphiql.min.js"></script>
<script>
ReactDOM.render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: $url }),
    defaultQuery: $query,
    defaultHeaders: $headers,
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false
  }),
  document.getElementById("graphiql")
);
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


def page() -> str:
    """Its addresses are relative, so that it works behind every proxy."""
    return PAGE.substitute(
        assets=ASSETS,
        url=json.dumps("/graphql"),
        query=json.dumps(EXAMPLE),
        headers=json.dumps(HEADERS),
    )
