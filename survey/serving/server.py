"""The web server: waitress, which reads each request to its end before a thread works on it, so slow senders block nobody."""

from __future__ import annotations

import gc
import logging
import os
import re
import select
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, MultiSocketServer

from survey.runtime import Runtime
from survey.security import MAXIMUM_BODY
from survey.serving.processes import ServingError, serve_together
from survey.serving.turns import Turns
from survey.settings import SettingsError
from survey.store.errors import StoreError
from survey.store.transactions import reading

THREADS = 8
BACKLOG = 1024
CONNECTIONS = 800
SECONDS_OF_SILENCE = 30
OBJECTS = 20_000
"""Made since the last look for unused ones, until the next: a few megabytes."""
MAXIMUM_HEADERS = 16 * 1024
TOGETHER = 64 * 1024
"""Bytes of a response that wait for the rest of it."""
# What is a little too long still gets a page that says so, from the app; what is far too long is cut off here.
MAXIMUM_BUFFERED = 4 * MAXIMUM_BODY


_TRANSFER_ENCODING = re.compile(rb"^transfer[-_]encoding[^:\r\n]*:[ \t]*([^\r\n]*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class StrictParser(HTTPRequestParser):  # type: ignore[misc]  # waitress ships no types
    """Refuses a request whose end is not given in exactly one way: a proxy might read another end than we do."""

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the head of a request; 400 for any transfer encoding but `chunked` alone, in HTTP/1.1, without a length."""
        # Hardly a request has one, and to look for a word is quicker than for a line.
        is_encoded = b"transfer" in header_plus.lower()
        encodings = [value.lower() for value in _TRANSFER_ENCODING.findall(header_plus)] if is_encoded else []
        if encodings not in ([], [b"chunked"]):
            raise ParsingError("Transfer-Encoding is not chunked")
        super().parse_header(header_plus)
        if encodings and ("CONTENT_LENGTH" in self.headers or not self.chunked):
            raise ParsingError("Transfer-Encoding beside Content-Length, or in an old version of HTTP")


class StrictChannel(HTTPChannel):  # type: ignore[misc]
    """A connection whose requests are parsed strictly."""

    parser_class = StrictParser


def serve(app: Flask, host: str, port: int, started: Callable[[int], None]) -> None:
    """Serve an app until the process is told to stop, in as many processes as its settings say.

    started  called with the port once requests are accepted (port 0 takes any free one)
    Raises SettingsError where the address cannot be listened on, or where no process keeps serving.
    """
    # It warns of each request that waits for a thread, as a classroom's do.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    runtime: Runtime = app.extensions["survey"]
    try:
        sockets = listening(host, port)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"Cannot listen on {host} port {port}: {str(getattr(error, 'strerror', None) or error).rstrip('.')}. "
            "Another program may use it; choose another port: --port 8001, or make serve PORT=8001."
        ) from error
    started(sockets[0].getsockname()[1])
    # No connection to the database may be shared by two processes.
    runtime.engine.dispose()
    signal.signal(signal.SIGTERM, _stop)
    try:
        serve_together(partial(_serve, app, sockets), runtime.settings.processes)
    except ServingError as error:
        raise SettingsError(f"{error} What was wrong with it stands above; try --processes 1.") from error


def listening(host: str, port: int) -> list[socket.socket]:
    """Return a socket for each address of a host, which may have two (IPv4, IPv6), on one port; OSError where it is taken."""
    sockets: list[socket.socket] = []
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, address in dict.fromkeys(found):
        one = socket.socket(family, kind, protocol)
        sockets.append(one)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if os.name != "nt":  # there it would let two programs share a port
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((address[0], port or sockets[0].getsockname()[1], *address[2:]))
        one.listen(BACKLOG)
    return sockets


def settle() -> None:
    """Have Python look more seldom for objects that only name each other, and not among those made so far.

    Requests leave few of them; to look after every 700 objects, as it does by itself, takes a fourteenth of a page's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)


def _serve(app: Flask, sockets: list[socket.socket]) -> None:
    settle()
    # Held from now on, at rest too, so that `restore` leaves a database alone that is served from.
    with suppress(StoreError), reading(app.extensions["survey"].engine):
        pass
    behind_proxy = app.extensions["survey"].settings.proxy_hops > 0
    servers: list[BaseWSGIServer] = []
    turns = Turns(THREADS, at_end=partial(_send_the_rest, servers))
    server = create_server(app, sockets=sockets, _dispatcher=turns, **options(trusts_proxy=behind_proxy))
    every = server.map.values() if isinstance(server, MultiSocketServer) else [server]
    servers += [each for each in every if isinstance(each, BaseWSGIServer)]
    for each in servers:
        each.channel_class = StrictChannel
        # Nobody but the thread that reads sends: where the one that answers did so, it would stop for it twice a page. waitress
        # has the setting, but would rather not be given it.
        each.adj.send_bytes = TOGETHER
    server.run()


def _send_the_rest(servers: Sequence[BaseWSGIServer]) -> None:
    """Send what was answered after the thread that sends had stopped."""
    for channel in [channel for each in servers for channel in each.active_channels.values() if channel.writable()]:
        channel.handle_write()


def options(*, trusts_proxy: bool) -> dict[str, Any]:
    """Return waitress's settings: limits, and no word about the server in the responses."""
    return {
        "connection_limit": CONNECTIONS,
        "channel_timeout": SECONDS_OF_SILENCE,
        "cleanup_interval": 10,
        "max_request_body_size": MAXIMUM_BUFFERED,
        "max_request_header_size": MAXIMUM_HEADERS,
        "ident": None,
        # What a client writes into X-Forwarded-… reaches the app only behind a proxy that overwrites it.
        "clear_untrusted_proxy_headers": not trusts_proxy,
        "asyncore_use_poll": hasattr(select, "poll"),
    }


def _stop(signum: int, frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # told twice, it still answers what it has begun
    raise SystemExit(0)
