"""The process that answers requests: what it finishes, what it refuses, and how it ends."""

import http.client
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.running import PATIENCE_S, Running, answers, eventually, get

Run = Callable[..., Running]


@pytest.fixture
def api(run: Run, data_dir: Path, port: int) -> Running:
    program = run("api", CAREER_DATA_DIR=data_dir, PORT=str(port))
    assert eventually(lambda: answers(port, "/"))
    program.look()
    return program


def test_a_stop_answers_what_has_begun(api: Running, port: int) -> None:
    answered = []
    request = threading.Thread(target=lambda: answered.append(get(port, "/slow")))
    request.start()
    assert eventually(lambda: get(port, "/slow-ones") == 1)

    api.signalled(signal.SIGTERM)

    assert api.ends()[0] == 0
    request.join()
    assert answered
    assert api.leaves_nothing()


def test_a_stream_hears_of_the_stop_and_says_goodbye(api: Running, port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/stream")
    stream = connection.getresponse()
    assert stream.read(6) == b"hello "

    api.signalled(signal.SIGTERM)

    assert stream.read() == b"goodbye"
    assert api.ends()[0] == 0
    connection.close()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_leaves_nothing(api: Running, signum: signal.Signals) -> None:
    api.signalled(signum)
    api.ends()
    assert api.leaves_nothing()


def test_what_can_wait_is_made_once_it_listens(api: Running, port: int) -> None:
    assert eventually(lambda: get(port, "/made") == [[True, 1]])


def test_it_logs_no_request(api: Running, port: int) -> None:
    get(port, "/?token=secret")
    api.signalled(signal.SIGTERM)
    assert api.ends() == (0, "", "")


def test_it_does_not_tell_its_software(api: Running, port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/")
    assert connection.getresponse().headers.get_all("server") == ["career"]
    connection.close()


def test_headers_that_are_too_large_are_refused(api: Running, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nLarge: " + b"a" * 200_000 + b"\r\n\r\n")
        assert raw.recv(1000).startswith(b"HTTP/1.1 431 ")


def test_it_does_not_share_its_port(api: Running, run: Run, port: int) -> None:
    code, _, err = run("api", PORT=str(port)).ends()
    assert code == 1
    assert f"Port {port} on 127.0.0.1 is in use" in err


def test_a_worker_that_is_killed_is_replaced(api: Running, port: int) -> None:
    before = get(port, "/")["pid"]
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: answers(port, "/"))
    assert get(port, "/")["pid"] != before
