"""Home, catalogue, search, course and lesson pages against a bare Django view that renders a static template of the same size."""

import statistics
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import Load, fetch, put_load
from benchmarks.output import emit, say
from benchmarks.scratch import Scratch
from benchmarks.servers import Server, gunicorn
from infra.gunicorn import max_requests

ROUNDS = 3
ATTEMPTS = 3
SECONDS = 4.0
WARM_UP_SECONDS = 2.0
KEPT = "visitor, page kept"
GOALS = {"visitor": 4.0, KEPT: 1.25, "signed in": 10.0}
BROWSER = {"Accept": "text/html", "Accept-Language": "zh-CN,zh;q=0.9", "Accept-Encoding": "identity", "Connection": "keep-alive"}


@dataclass(frozen=True, eq=False)
class Case:
    """One page as one kind of reader sees it."""

    page: str
    reader: str
    path: str
    headers: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return what results and template are called."""
        return f"{self.page}, {self.reader}"


def run(scratch: Scratch) -> None:
    """Measure every page for every kind of reader, and print queries, requests and CPU."""
    cases = cases_of(scratch)
    without_pages = scratch.environment | {"REMEMBERED_PAGE_BYTES": "0"}
    with (
        tempfile.TemporaryDirectory() as folder,
        gunicorn("infra.wsgi", scratch.environment) as keeping,
        gunicorn("infra.wsgi", without_pages) as making,
    ):
        _tell_start(keeping)
        sites = {case: keeping if case.reader == KEPT else making for case in cases}
        shown = [case for case in cases if _keep_template(case, sites[case], Path(folder))]
        with gunicorn("benchmarks.bare", {"BARE_TEMPLATES": folder, "DJANGO_SETTINGS_MODULE": ""}) as bare:
            for case in shown:
                _measure(case, sites[case], bare)


def _tell_start(site: Server) -> None:
    """Print what the start of a worker costs each of the requests that it answers before it is replaced."""
    seconds = site.start_seconds()
    shared = 1000 * seconds / max_requests if max_requests else 0.0
    emit("pages", "start of a worker, shared by its requests", shared, "CPU ms/request", cpu_seconds=round(seconds, 2))


def cases_of(scratch: Scratch) -> list[Case]:
    """Return what to measure: each page for a visitor made anew, for a visitor out of the store of pages, and for a learner."""
    signed_in = BROWSER | {"Cookie": f"sessionid={scratch.facts['session']}"}
    cases = []
    for page, path in scratch.facts["pages"].items():
        cases += [Case(page, "visitor", path, BROWSER), Case(page, KEPT, path, BROWSER), Case(page, "signed in", path, signed_in)]
    return cases


def _keep_template(case: Case, site: Server, folder: Path) -> bool:
    """Keep the page as a static template for the bare view; a page that this reader may not see is left out, aloud."""
    status, body, headers = fetch(site.port, case.path, case.headers)
    if status != 200:
        say(f"{case.name}: {status} {headers.get('Location', '')}, not measured")
        return False
    text = body.decode().replace("{% endverbatim", "")
    (folder / f"{_slug(case)}.html").write_text(f"{{% verbatim %}}{text}{{% endverbatim %}}", encoding="utf-8")
    return True


def _measure(case: Case, site: Server, bare: Server) -> None:
    """Measure page and yardstick by turns and print the medians."""
    bare_path = f"/{_slug(case)}.html"
    put_load(site.port, case.path, case.headers, seconds=WARM_UP_SECONDS)
    put_load(bare.port, bare_path, BROWSER, seconds=WARM_UP_SECONDS / 2)
    page, yard = [], []
    for _round in range(ROUNDS):
        yard.append(_round_of(bare, bare_path, BROWSER, SECONDS / 2))
        page.append(_round_of(site, case.path, case.headers, SECONDS))
    rates = [[load.requests_a_second for load, _cpu in rounds] for rounds in (page, yard)]
    cpus = [[cpu for _load, cpu in rounds] for rounds in (page, yard)]
    p95 = statistics.median(load.percentile(95) for load, _cpu in page)
    cpu, bare_cpu = (statistics.median(values) for values in cpus)
    emit("pages", case.name, cpu, "CPU ms/request", baseline=bare_cpu, goal=GOALS[case.reader], p95_ms=round(p95, 1))
    emit("pages", case.name, statistics.median(rates[0]), "requests/s", baseline=statistics.median(rates[1]))


def _round_of(server: Server, path: str, headers: Mapping[str, str], seconds: float) -> tuple[Load, float]:
    """Return the load of one round and its CPU milliseconds per request.

    A round in which gunicorn replaced a worker is asked again: the seconds of its start are no cost of these few requests,
    and are told by themselves.
    """
    for _attempt in range(ATTEMPTS):
        workers, before = server.workers(), server.cpu_seconds()
        load = put_load(server.port, path, headers, seconds=seconds)
        if server.workers() == workers:
            return load, 1000 * (server.cpu_seconds() - before) / len(load.times)
    raise RuntimeError("the web server replaces its workers in every round")


def _slug(case: Case) -> str:
    return case.name.replace(", ", "-").replace(" ", "-")
