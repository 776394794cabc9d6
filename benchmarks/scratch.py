"""Databases of their own for the benchmarks: one with few courses, one with many. Filled once, brought up to date each time."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks.output import say
from benchmarks.servers import ROOT

PREFIX = "zhixing_bench_"
FOLDER = ROOT / "var" / "benchmarks"


@dataclass(frozen=True)
class Scratch:
    """A filled database: the environment that makes the product use it, and what there is to measure in it."""

    environment: dict[str, str]
    facts: dict[str, Any]


def prepare_scratch(*, courses: int, lessons_each: int) -> Scratch:
    """Return a database with *courses* courses of *lessons_each* lessons, filled now unless an equal one is there.

    A kept database is migrated like any site's, so a change of the schema does not cost a new fill.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"{PREFIX}{courses}_{lessons_each}_{_way_of_filling()}"
    url = _base_url()
    environment = _environment(urlunsplit(url._replace(path=f"/{name}")))
    _run("collectstatic", environment, "--no-input")
    is_new = not _has_database(url, name)
    if is_new:
        _replace_database(url, name, f"{PREFIX}{courses}_{lessons_each}_")
    _run("migrate", environment)
    _run("createcachetable", environment)
    if is_new:
        try:
            _python("benchmarks.fill", environment, str(courses), str(lessons_each))
        except BaseException:
            _drop_database(url, name)
            raise
    return Scratch(environment, json.loads(_python("benchmarks.facts", environment)))


def _environment(database_url: str) -> dict[str, str]:
    """Return the settings of a public site, but for TLS: the client is on the same machine."""
    return {
        "DJANGO_SETTINGS_MODULE": "infra.settings.production",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(FOLDER),
        "SECRET_KEY": "only-for-benchmarks-and-public",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "BASE_URL": "http://127.0.0.1:8000",
        "SMS_GATEWAY_URL": "http://127.0.0.1:9/",
        "SMS_GATEWAY_KEY": "none",
        "SMS_GATEWAY_SECRET": "none",
        "SECURE_SSL_REDIRECT": "false",
        "SECURE_HSTS_SECONDS": "0",
    }


def _base_url() -> Any:
    from infra.embedded_database import ensure_running

    return urlsplit(os.environ.get("DATABASE_URL") or ensure_running(ROOT / "var" / "postgres"))


def _way_of_filling() -> str:
    return hashlib.sha256((ROOT / "benchmarks" / "fill.py").read_bytes()).hexdigest()[:8]


def _has_database(url: Any, name: str) -> bool:
    with psycopg.connect(urlunsplit(url)) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _replace_database(url: Any, name: str, prefix: str) -> None:
    """Create the database *name* and drop those of the same sizes that were filled in other ways."""
    with psycopg.connect(urlunsplit(url), autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]).fetchall()
        for (old,) in rows:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _drop_database(url: Any, name: str) -> None:
    """Leave no database behind that is filled by half."""
    with psycopg.connect(urlunsplit(url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(command: str, environment: dict[str, str], *arguments: str) -> None:
    say(f"{command} …")
    line = [sys.executable, "-W", "ignore", "manage.py", command, *arguments, "-v", "0"]
    subprocess.run(line, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)


def _python(module: str, environment: dict[str, str], *arguments: str) -> str:
    """Run a module of the benchmarks with the product's settings and return what it prints."""
    say(f"{module} {' '.join(arguments)} …")
    line = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    return subprocess.run(line, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True).stdout
