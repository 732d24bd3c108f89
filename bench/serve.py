"""`python -m bench.serve`: the limit, under the very server of the product."""

from app.server.api import load_target, serve_api
from app.settings import Settings

TARGET = "bench.limit:create_app"

if __name__ == "__main__":
    load_target(TARGET)
    serve_api(Settings(), TARGET)
