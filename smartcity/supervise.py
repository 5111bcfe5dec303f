"""The portal as one process: `python -m smartcity.supervise` runs web, worker(s) and scheduler as its children.

A child that ends is started again: kombu's filesystem transport may end a worker over an empty message file, and a
portal without a worker would only look alive. Addresses come from HOST and PORT.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")

from django.conf import settings

from common import children

LONGEST_PAUSE = 30.0  # seconds between two starts of a child that keeps failing
STEADY_AFTER = 60.0  # seconds a child must run to count as healthy again


@dataclass
class Kept:
    """One child, and when it may be started next."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    due: float = field(default=0.0)

    def tend(self, now: float) -> None:
        """Start it when due; note its end and set the next start."""
        if self.process is not None and self.process.poll() is not None:
            self.pause = 1.0 if now - self.started > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause
            say(f"{self.name} ended with status {self.process.returncode}; starting it again in {self.pause:.0f} s.")
            self.process = None
        if self.process is None and now >= self.due:
            self.process = children.start(self.command, stdout=subprocess.DEVNULL)
            self.started = now


def say(sentence: str) -> None:
    print(sentence, flush=True)


def celery(*arguments: str) -> list[str]:
    # In a container the demo is often run as root; what Celery says about that belongs to production.
    calm = [] if settings.PRODUCTION else ["-W", "ignore:You're running the worker with superuser"]
    return [sys.executable, *calm, "-m", "celery", "--quiet", "--app", "smartcity", *arguments]


def worker(queues: str, *options: str) -> list[str]:
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return celery("worker", "--queues", queues, "--hostname", f"{queues.split(',')[0]}@%h", *quiet, *options)


def household(host: str, port: int) -> list[Kept]:
    """The processes of one portal. Without Redis one worker serves both queues."""
    web = [sys.executable, "-m", "gunicorn", "smartcity.wsgi", "--bind", f"{host}:{port}", "--no-control-socket"]
    kept = [
        Kept("web", [*web, "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]),
        Kept("scheduler", celery("beat", "--pidfile=")),
    ]
    if settings.REDIS_URL:
        kept.append(Kept("worker (default)", worker("default", "--concurrency", "2")))
        kept.append(Kept("worker (reports)", worker("reports", "--concurrency", "2")))
    else:
        kept.append(Kept("worker", worker("default,reports", "--pool", "solo")))
    return kept


def port_is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def answers(host: str, port: int) -> bool:
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((there, port), timeout=1):
            return True
    except OSError:
        return False


def main() -> int:
    """Run until SIGINT or SIGTERM, then end every child. Exit status 1: the address cannot be used."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if port_is_taken(host, port):
        say(f"Cannot use {host}:{port}: another program has this port. Choose another: PORT={port + 1} ./dev demo")
        return 1
    leaving: list[int] = []

    def leave(number: int, _frame: FrameType | None) -> None:
        leaving.append(number)

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    kept = household(host, port)
    announced = False
    try:
        while not leaving:
            for child in kept:
                child.tend(time.monotonic())
            if not announced and answers(host, port):
                announced = True
                say(f"The portal is open: http://{host}:{port}/   (Ctrl-C ends it)")
            time.sleep(0.2)
    finally:
        children.stop([child.process for child in kept if child.process is not None])
    say("The portal is closed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
