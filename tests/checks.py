"""What `./dev check` runs, one after another: style, types, the order of rooms, templates, migrations, deployment.

The tests run the same list, so nothing is delivered that does not pass.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services import bare_environment

ROOT = Path(__file__).resolve().parent.parent
BESIDE = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "style": [str(BESIDE / "ruff"), "check", "."],
    "format": [str(BESIDE / "ruff"), "format", "--check", "."],
    "order of rooms": [str(BESIDE / "lint-imports"), "--no-cache"],
    "types": [str(BESIDE / "mypy"), "."],
    "templates": [str(BESIDE / "djlint"), "templates", "--lint", "--quiet"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
PRODUCTION = {
    "SMARTCITY_ENV": "production",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "portal.example",
    "EMAIL_URL": "smtp+tls://nobody:nothing@127.0.0.1:587",
    "PORTAL_URL": "https://portal.example",
}


def run(name: str) -> subprocess.CompletedProcess[str]:
    """Run one check in surroundings of its own; its words are in `stdout`."""
    with tempfile.TemporaryDirectory() as folder:
        env = bare_environment() | {"SMARTCITY_VAR": folder, "DJANGO_SETTINGS_MODULE": "smartcity.settings"}
        if name == "deployment":
            env |= {**PRODUCTION, "MEDIA_ROOT": folder}
        return subprocess.run(
            CHECKS[name], cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )


def main() -> int:
    failed = []
    for name in CHECKS:
        done = run(name)
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
