"""A database of its own for the benchmarks, filled once and used again as long as schema and sizes stay the same."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks.output import say
from benchmarks.servers import ROOT

PREFIX = "zhixing_bench_"


@dataclass(frozen=True)
class Scratch:
    """A filled database: the environment that makes the product use it, and what was put into it."""

    environment: dict[str, str]
    facts: dict[str, Any]


def prepare_scratch(*, courses: int, lessons_each: int) -> Scratch:
    """Return a database with *courses* courses of *lessons_each* lessons, made now unless an equal one is there."""
    folder = ROOT / "var" / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    name = PREFIX + _fingerprint(courses, lessons_each)
    url = _base_url()
    environment = _environment(urlunsplit(url._replace(path=f"/{name}")), folder)
    notes = folder / f"{name}.json"
    _run("collectstatic", environment, "--no-input")
    if not (notes.exists() and _has_database(url, name)):
        _replace_database(url, name)
        _run("migrate", environment)
        _run("createcachetable", environment)
        fill = [sys.executable, "-W", "ignore", "-m", "benchmarks.fill", str(courses), str(lessons_each)]
        made = subprocess.run(fill, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
        notes.write_text(made.stdout, encoding="utf-8")
    return Scratch(environment, json.loads(notes.read_text(encoding="utf-8")))


def _environment(database_url: str, folder: Path) -> dict[str, str]:
    """Return the settings of a public site, but for TLS: the client is on the same machine."""
    return {
        "DJANGO_SETTINGS_MODULE": "infra.settings.production",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(folder),
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


def _fingerprint(courses: int, lessons_each: int) -> str:
    """Return a text that changes with the sizes, the schema and the way of filling."""
    digest = hashlib.sha256(f"{courses} {lessons_each}".encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "benchmarks" / "fill.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _has_database(url: Any, name: str) -> bool:
    with psycopg.connect(urlunsplit(url)) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _replace_database(url: Any, name: str) -> None:
    """Create the database *name* and drop those of earlier schemas."""
    with psycopg.connect(urlunsplit(url), autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"]).fetchall()
        for (old,) in rows:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _run(command: str, environment: dict[str, str], *arguments: str) -> None:
    say(f"{command} …")
    line = [sys.executable, "-W", "ignore", "manage.py", command, *arguments, "-v", "0"]
    subprocess.run(line, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
