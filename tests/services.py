"""PostgreSQL and Redis for the tests: started on free ports before Django reads its settings, gone afterwards.

A pytest plugin, named with `-p` in pytest.ini. Only the controlling process starts servers; xdist's workers inherit
the addresses and take a database and two Redis numbers of their own. `SMARTCITY_TEST=embedded` starts nothing: the
portal's embedded default (SQLite, messages in files) in a temporary folder. `python -m tests.services COMMAND …`
runs any command with both services, e.g. a benchmark.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from common import children

EMBEDDED = "embedded"
OUTSIDE = (
    "SMARTCITY_ENV",
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "CACHE_URL",
    "MEDIA_ROOT",
    "DEMO",
    "DEBUG",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)
STARTS_WITHIN = 30.0  # seconds


def bare_environment() -> dict[str, str]:
    """The environment without what the portal or these tests read: what a newcomer's shell has."""
    return {name: value for name, value in os.environ.items() if name not in OUTSIDE}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgres_programs() -> Path:
    """Folder of `initdb` and `postgres`: Debian keeps them off the path, newest version wins."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which("initdb")
    if program is None:
        raise RuntimeError("PostgreSQL's server is missing: apt-get install postgresql")
    return Path(program).parent


def start_postgres(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A throw-away server in `folder`; returns it and its DATABASE_URL. It refuses root, hence the other account."""
    account: dict[str, Any] = {}
    folder.mkdir()
    if os.geteuid() == 0:
        person = pwd.getpwnam("postgres")
        os.chown(folder, person.pw_uid, person.pw_gid)
        account = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    programs, data, port = postgres_programs(), folder / "data", free_port()
    make = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "smartcity",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(
        [*make, "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **account,
    )
    values = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": 200,
        "timezone": "UTC",
    }
    options = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
    server = children.start(
        [str(programs / "postgres"), "-D", str(data), *options],
        at_parents_death=signal.SIGINT,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("wb"),
        cwd=folder,
        **account,
    )
    url = f"postgres://smartcity@127.0.0.1:{port}/postgres"
    wait_until(lambda: psycopg2.connect(url.replace("postgres:", "postgresql:", 1)).close(), server, folder / "log")
    return server, url


def start_redis(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A throw-away server in `folder`; returns it and its address without a database number."""
    folder.mkdir()
    port = free_port()
    options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", "64", "--dir", str(folder)]
    server = children.start(
        ["redis-server", "--port", str(port), *options, "--logfile", str(folder / "log")], stdout=subprocess.DEVNULL
    )
    wait_until(lambda: redis.Redis(port=port).ping(), server, folder / "log")
    return server, f"redis://127.0.0.1:{port}"


def wait_until(ready: Any, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when `ready()` stops raising; RuntimeError with the server's log when it ends or takes too long."""
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            ready()
            return
        except (psycopg2.OperationalError, redis.ConnectionError) as refused:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}") from refused
            time.sleep(0.02)


def begin() -> None:
    """Set the environment of the tests, with servers unless embedded; everything ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="smartcity-test-"))
    folder.chmod(0o711)  # PostgreSQL's account must pass through
    servers: list[subprocess.Popen[bytes]] = []
    owner = os.getpid()

    @atexit.register
    def end() -> None:
        if os.getpid() == owner:
            children.stop(servers, ask=signal.SIGINT)
            shutil.rmtree(folder, ignore_errors=True)

    for name in OUTSIDE:
        os.environ.pop(name, None)
    os.environ["SMARTCITY_TEST_FOLDER"] = str(folder)
    if os.environ.get("SMARTCITY_TEST") != EMBEDDED:
        database, os.environ["DATABASE_URL"] = start_postgres(folder / "postgres")
        servers.append(database)
        broker, os.environ["SMARTCITY_TEST_REDIS"] = start_redis(folder / "redis")
        servers.append(broker)


def take_own_part() -> None:
    """What each process of a run has for itself: a folder, and Redis numbers for messages and for the cache."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    os.environ["SMARTCITY_VAR"] = str(Path(os.environ["SMARTCITY_TEST_FOLDER"]) / f"var{number}")
    if os.environ.get("SMARTCITY_TEST") != EMBEDDED:
        address = os.environ["SMARTCITY_TEST_REDIS"]
        os.environ["REDIS_URL"] = f"{address}/{number * 2}"
        os.environ["CACHE_URL"] = f"{address}/{number * 2 + 1}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, Any, Any]:
    """A wrapper, because pytest-django reads the settings in the same hook."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        begin()
    take_own_part()
    # Playwright's event loop runs in the thread of the test, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return (yield)


if __name__ == "__main__":
    begin()
    take_own_part()
    sys.exit(subprocess.call(sys.argv[1:]))
