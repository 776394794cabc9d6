"""The compose file says what the site reads, and runs what the site needs: checked without a container engine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.runner.processes import product_processes
from infra.schedules import gather_routes

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "infra" / "deploy"
READ = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*["']([A-Z0-9_]+)["'](,)?""")
SITE = ("prepare", "web", "worker", "encoder", "scheduler")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def names_read(*paths: Path) -> dict[str, bool]:
    """The environment names that files read, and whether each has a default."""
    return {name: bool(comma) for path in paths for name, comma in READ.findall(path.read_text())}


def test_every_name_is_one_that_the_site_reads(compose):
    known = set(names_read(*(ROOT / "infra" / "settings").glob("*.py"), ROOT / "infra" / "gunicorn.py"))
    for service in SITE:
        assert sorted(set(compose["services"][service]["environment"]) - known - {"DJANGO_SETTINGS_MODULE"}) == []


def test_every_name_without_a_default_is_given(compose):
    needed = {name for name, optional in names_read(ROOT / "infra" / "settings" / "production.py").items() if not optional}

    assert {"SECRET_KEY", "ALLOWED_HOSTS", "SMS_GATEWAY_SECRET"} <= needed
    assert sorted(needed - set(compose["services"]["web"]["environment"])) == []


def test_what_it_gives_is_a_store_that_the_site_accepts(compose, settings, monkeypatch):
    from environs import Env

    from infra.settings.files import file_storages
    from media_pipeline.checks import check_file_store

    for name, value in compose["services"]["web"]["environment"].items():
        filled = {"MEDIA_S3_PUBLIC_ENDPOINT": "https://files.example.cn"}.get(name, re.sub(r"\$\{.*\}", "x", str(value)))
        monkeypatch.setenv(name, filled)
    settings.STORAGES = settings.STORAGES | file_storages(Env(), ROOT / "var")

    assert check_file_store(None) == []


def test_every_process_of_the_product_runs(compose, tmp_path):
    local = {process.name: process.arguments for process in product_processes(port=8000, var=tmp_path)}
    commands = {name: " ".join(compose["services"][name]["command"]) for name in SITE}

    def queues(command: str) -> set[str]:
        return set(re.search(r"--queues (\S+)", command)[1].split(","))

    assert set(local) - {"sms"} == set(SITE) - {"prepare"}
    for name in ("worker", "encoder"):
        assert queues(commands[name]) == queues(" ".join(local[name]))
    wanted = {route["queue"] for route in gather_routes().values()} | {"fast"}
    assert wanted <= queues(commands["worker"]) | queues(commands["encoder"])


def test_nginx_gets_every_name_of_its_template(compose):
    template = (DEPLOY / "nginx" / "zhixing.conf.template").read_text()
    used = set(re.findall(r"\$\{([A-Z_]+)\}", template))

    assert used == set(compose["services"]["nginx"]["environment"])


def test_no_secret_is_written_down_and_only_two_ports_are_open(compose):
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|ACCESS_KEY|ROOT_USER", name):
                assert re.fullmatch(r"\$\{[A-Z0-9_]+(:\?|:-)\}", str(value)), name
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx", "objects"]
