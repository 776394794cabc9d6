"""Figures for Prometheus, counted in the database at the moment they are asked for."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from foundation.health.selectors import waiting_figures

_HELP = {
    "events_unsettled": "Events that wait for a receiver",
    "events_oldest_seconds": "Age of the oldest of them",
    "deliveries_given_up": "Deliveries that failed too often and wait for a person",
    "audit_unsealed": "Audit entries not yet sealed",
}


_others: list[tuple[Callable[[], dict[str, float]], str]] = []


def register_figures(figures: Callable[[], dict[str, float]], meaning: str) -> None:
    """Let an app add gauges: *figures* returns them by name when they are asked for, *meaning* says what they are about."""
    _others.append((figures, meaning))


class _Waiting(Collector):
    """What waits, the same from every process of the site."""

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge for each figure."""
        for name, value in waiting_figures().items():
            yield GaugeMetricFamily(f"zhixing_{name}", _HELP[name], value=value)
        for figures, meaning in _others:
            for name, value in figures().items():
                yield GaugeMetricFamily(f"zhixing_{name}", meaning, value=value)


def metrics_text() -> bytes:
    """Return all figures in Prometheus' text format: what waits, and this process' own memory, time and files."""
    registry = CollectorRegistry()
    registry.register(_Waiting())
    for own in (ProcessCollector, PlatformCollector, GCCollector):
        own(registry=registry)
    return generate_latest(registry)
