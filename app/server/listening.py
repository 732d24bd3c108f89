"""The address where the API listens: is it free, and does the API answer there?"""

import errno
import http.client
import socket

from app.server.errors import CannotRun, PortInUse

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - read, not bound
_ANSWERS_WITHIN_S = 5


def refuse_taken_port(host: str, port: int) -> None:
    """Stop before two programs share a port.

    The server sets SO_REUSEPORT, with which a second one would start without a word, and get
    every other request of the first.

    Raises:
        PortInUse: somebody listens there.
        CannotRun: nobody may, or the address is not of this machine.

    """
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as refused:
        if refused.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"Port {port} on {host} is in use: stop what listens there, or set PORT to another."
            ) from refused
        raise CannotRun(
            f"The API cannot listen on {host}:{port}: {refused.strerror}. Set HOST and PORT."
        ) from refused


def is_ready(host: str, port: int) -> bool:
    """Whether the API there says that it can serve."""
    connection = http.client.HTTPConnection(
        _EVERYWHERE.get(host, host), port, timeout=_ANSWERS_WITHIN_S
    )
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
