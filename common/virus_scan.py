"""ClamAV: a file is sent to the daemon as a stream (INSTREAM), which says what it found."""

from __future__ import annotations

import logging
import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

PATIENCE = 30  # seconds without an answer
PIECE = 64 * 1024


class Unavailable(Exception):
    """The scanner does not answer, or not with a verdict; `str()` is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__(
            _("Pemindai virus sedang tidak dapat dihubungi. Berkas belum diterima; coba lagi sebentar lagi.")
        )


def finds_something(file: IO[bytes], address: str) -> bool:
    """Whether the daemon at `address` (tcp://host:port or unix:///path) knows a virus in `file`, read to its end.

    Raises `Unavailable`: a file that was not scanned is not taken for a clean one.
    """
    try:
        with _connected(address) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                daemon.sendall(struct.pack("!L", len(piece)) + piece)
            daemon.sendall(struct.pack("!L", 0))
            answer = _answer(daemon)
    except OSError as silent:
        logger.error("the virus scanner at %s does not answer: %s", address, silent)
        raise Unavailable from silent
    if answer.endswith("FOUND"):
        logger.warning("the virus scanner says of an upload: %s", answer)
        return True
    if answer != "stream: OK":
        logger.error("the virus scanner gave no verdict: %s", answer)
        raise Unavailable
    return False


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), PATIENCE)


def _answer(daemon: socket.socket) -> str:
    found = b""
    while not found.endswith(b"\0") and (more := daemon.recv(4096)):
        found += more
    return found.rstrip(b"\0").decode(errors="replace").strip()
