"""From a file, or an object in memory, to a spool that was checked as a whole."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, BinaryIO

from app.domain.competencies.declared.case import read_case
from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.detect import detect, is_json, of_keys
from app.domain.competencies.declared.findings import ModelRefused, Unreadable
from app.domain.competencies.declared.formats import LADDERS, TABLES, Format, unsure
from app.domain.competencies.declared.ladders import read_ladder
from app.domain.competencies.declared.own import read_own
from app.domain.competencies.declared.spool import Spool
from app.domain.competencies.declared.streams import Events, locate
from app.domain.competencies.declared.streams.file import File
from app.domain.competencies.declared.streams.of_json import check_texts, json_events
from app.domain.competencies.declared.streams.of_values import value_events
from app.domain.competencies.declared.streams.of_yaml import yaml_events
from app.domain.competencies.declared.tables import read_table


def read_file(
    source: BinaryIO,
    format: Format | None,
    defaults: Defaults,
    progress: Callable[[int], None] | None,
) -> Spool:
    with _spool() as spool, File(source, spool, progress) as file:
        found = Format(format) if format else detect(file, defaults.name)
        if found in TABLES:
            read_table(file.text(), found, spool, defaults)
        elif found in LADDERS:
            read_ladder(file.text(), found, spool, defaults)
        elif found is Format.OWN_YAML or (found is Format.CASE and not _begins_as_json(file)):
            spool.locate = locate.in_yaml(file)
            _read_events(yaml_events(file, spool), found, spool, defaults)
        else:
            spool.locate = locate.in_json(file)
            check_texts(file)
            _read_events(json_events(file, file.told()), found, spool, defaults)
        spool.check()
        spool.locate = iter  # the file may be closed from now on
    return spool


def read_value(value: Any, format: Format | None, defaults: Defaults) -> Spool:
    with _spool() as spool:
        found = Format(format) if format else of_keys(value_events(value))
        if found is Format.LADDER_JSON:
            deque(value_events(value), 0)  # so that it can be written
            text = StringIO(json.dumps(value))
            read_ladder(text, found, spool, defaults)
        elif found in TABLES | LADDERS:
            raise Unreadable("", unsure(f"is an object, which {found} is not"))
        else:
            _read_events(value_events(value), found, spool, defaults)
        spool.check()
    return spool


def _read_events(events: Events, format: Format, spool: Spool, defaults: Defaults) -> None:
    if format is Format.CASE:
        read_case(events, spool, defaults)
    else:
        keys_are_told = format is Format.OWN_YAML
        read_own(events, spool, defaults, keys_are_told=keys_are_told)


def _begins_as_json(file: File) -> bool:
    return is_json(file.reader().read(1000).decode(errors="ignore"))


@contextmanager
def _spool() -> Iterator[Spool]:
    """A spool that outlives the block, unless something goes wrong in it."""
    spool = Spool()
    try:
        yield spool
    except Unreadable as error:
        with spool:
            try:
                spool.refuse(error.where, error.what)
            except ModelRefused:
                raise spool.refusal() from None
            raise spool.refusal() from None
    except BaseException:
        spool.close()
        raise
