"""Real servers on this machine that misbehave on order, and a client that may open exactly those."""

import contextlib
import socket
import threading

import pytest


@pytest.fixture
def raw_server(open_host):
    """A function that starts a server which does to every connection what it is told; returns its address."""
    with contextlib.ExitStack() as stack:

        def start(behave):
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def serve():
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = listening.accept()
                        threading.Thread(target=answer, args=(connection,), daemon=True).start()

            def answer(connection):
                with contextlib.suppress(OSError), connection:
                    behave(connection, connection.recv(65536))

            threading.Thread(target=serve, daemon=True).start()
            host = f"127.0.0.1:{listening.getsockname()[1]}"
            open_host(host)
            return f"http://{host}/"

        yield start


@pytest.fixture
def outside(httpserver, open_host):
    """A web server outside Kring, which the one client may open."""
    open_host(f"{httpserver.host}:{httpserver.port}")
    return httpserver
