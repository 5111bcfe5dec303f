"""What the settings read from outside: environment variables and the generated secret of the embedded default."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN, so that writers wait instead of failing half-way with "locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def require(env: environ.Env, names: dict[str, str]) -> None:
    """Refuse a production start without these variables; `names` maps each to what it holds.

    Raises `ImproperlyConfigured` with one sentence that names every missing one.
    """
    missing = [f"{name} ({meaning})" for name, meaning in names.items() if not env.str(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"Production start refused, environment variable missing: {', '.join(missing)}.")


def secret_key(path: Path) -> str:
    """The secret key kept in `path`; made once. Several processes may ask at the same moment."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def database(env: environ.Env, embedded: Path) -> dict[str, object]:
    """Django's database entry for `DATABASE_URL`; without it SQLite in the file `embedded`."""
    entry: dict[str, object] = env.db_url("DATABASE_URL", default=f"sqlite:///{embedded}")
    entry["CONN_MAX_AGE"] = 600
    if entry["ENGINE"] == "django.db.backends.sqlite3":
        entry["OPTIONS"] = SQLITE_OPTIONS
        # A real file in tests too: a worker in another process must see the same rows.
        entry["TEST"] = {"NAME": str(embedded.with_name("test.sqlite3"))}
    else:
        entry["CONN_HEALTH_CHECKS"] = True
    return entry


def cache(url: str, folder: Path) -> dict[str, object]:
    """Django's cache entry: Redis at `url`, or files under `folder` that all processes of one machine share."""
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": "smartcity"}
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(folder)}


def files(env: environ.Env) -> dict[str, object]:
    """Where uploaded files lie: a bucket of an S3 server when MEDIA_S3_BUCKET names one, otherwise the folder MEDIA_ROOT."""
    bucket = env.str("MEDIA_S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.str("MEDIA_S3_ENDPOINT", default="") or None,
        "region_name": env.str("MEDIA_S3_REGION", default="") or None,
        "access_key": env.str("MEDIA_S3_KEY", default=""),
        "secret_key": env.str("MEDIA_S3_SECRET", default=""),
        "addressing_style": "path",
        "default_acl": None,  # private, as the bucket is
        "file_overwrite": False,
        "max_memory_size": 1024 * 1024,  # bytes of a file that is read; more goes to a temporary file
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
