"""From a subscription to what it is answered with, one body after the other.

The document is parsed and validated once. Each event that the field yields is shown by the executor
like the root of a query; its rows were read by the field, in one statement.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from graphql import ExecutionResult, GraphQLError, subscribe

from app.domain.errors import DomainError
from app.schema.documents import Document
from app.schema.door.errors import shown
from app.schema.door.execution import Executed, as_text, refused
from app.schema.door.known import known
from app.schema.door.limits import TOO_DEEP
from app.schema.door.reading import Asked
from app.schema.live.context import LiveContext


async def results(asked: Asked, context: LiveContext) -> AsyncGenerator[Executed, None]:
    """What does not begin, or breaks off, is the last."""
    try:
        document = known(asked.query)
        if document.errors:
            yield _failed(document.errors, context)
            return
        stream = await _begun(document, asked, context)
        if isinstance(stream, ExecutionResult):
            yield _failed(stream.errors or [], context)
            return
        async with aclosing(stream) as found:
            async for one in found:
                yield _shown(one, context)
    except RecursionError:
        yield refused(TOO_DEEP)
    except asyncio.CancelledError:
        raise
    except DomainError as error:
        yield _failed([GraphQLError(error.message, original_error=error)], context)
    except GraphQLError as error:
        yield _failed([error], context)
    except Exception as error:  # noqa: BLE001 - told by the request's id, and logged
        yield _failed([GraphQLError("", original_error=error, path=["subscription"])], context)


async def _begun(document: Document, asked: Asked, context: LiveContext) -> Any:
    begun = subscribe(
        document.schema,
        document.node,
        context_value=context,
        variable_values=dict(asked.variables),
        operation_name=asked.operation_name,
    )
    return begun if isinstance(begun, ExecutionResult | AsyncIterator) else await begun


def _shown(result: ExecutionResult, context: LiveContext) -> Executed:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [shown(error, context.request_id) for error in result.errors]
    return Executed(as_text(body), began=True)


def _failed(errors: list[GraphQLError], context: LiveContext) -> Executed:
    body = {"errors": [shown(error, context.request_id) for error in errors]}
    return Executed(as_text(body), began=False)
