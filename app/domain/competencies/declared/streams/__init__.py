"""Files as streams of parsing events, whatever they are written in.

An event is a pair: what it is, and its value. `start_map` and `start_array` open what `end_map`
and `end_array` close; `map_key` names what comes next; `string`, `number`, `boolean` and `null`
are values. It is the vocabulary of ijson.
"""

from collections.abc import Iterator
from typing import Any

Event = tuple[str, Any]
Events = Iterator[Event]
