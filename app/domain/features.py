"""All features there are: what they tell and how they refuse is known once they are imported."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules


def import_features() -> None:
    """Fill the catalogues of events and of errors: some features have no door to import them."""
    domain = import_module(__package__ or "")
    for feature in iter_modules(domain.__path__, f"{domain.__name__}."):
        service = f"{feature.name}.service"
        if feature.ispkg and find_spec(service) is not None:
            import_module(service)
