"""Child processes that never outlive the process that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    at_parents_death: int = signal.SIGTERM,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches only the parent, which then ends it in order.

    On Linux the kernel sends `at_parents_death` should the parent die without doing so. `options` go to Popen.
    """
    parent = os.getpid()

    def tie() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, at_parents_death)
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=tie, **options)


def stop(children: Sequence[subprocess.Popen[bytes]], *, ask: int = signal.SIGTERM, patience: float = 10) -> None:
    """Ask all to end with the signal `ask`; what still runs after `patience` seconds is killed with its children."""
    for child in children:
        if child.poll() is None:
            child.send_signal(ask)
    for child in children:
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
