"""The Idempotency-Key header, for both doors."""

import re
from collections.abc import Mapping
from typing import Final

from app.domain.errors import Malformed
from app.domain.idempotency import Once

KEY: Final = re.compile(r"[\x20-\x7e]{1,200}")


def read_once(headers: Mapping[bytes, bytes]) -> Once | None:
    """The idempotency key, as a quoted structured-field string or bare."""
    given = headers.get(b"idempotency-key")
    if given is None:
        return None
    text = given.decode("latin-1").strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if not KEY.fullmatch(text):
        raise Malformed(detail="The Idempotency-Key is 1 to 200 printable ASCII characters.")
    return Once(text)
