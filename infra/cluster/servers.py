"""The two servers that the search is tested on."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """A release as Maven knows it, and how its launcher wants to be spoken to.

    ``java`` are the oldest and the newest release of Java that it starts with.
    """

    name: str
    group: str
    version: str
    java: tuple[int, int]
    settings: tuple[str, ...] = ()

    @property
    def artifact(self) -> str:
        """The coordinates of its zip."""
        return f"{self.group}:{self.name}:{self.version}:zip"

    @property
    def folder(self) -> str:
        """The name of its zip without the ending, and of the folder inside."""
        return f"{self.name}-{self.version}"

    def environment(self, *, java: Path, config: Path, heap: str) -> dict[str, str]:
        """Return the variables that its launcher reads."""
        prefix = "ES" if self.name == "elasticsearch" else "OPENSEARCH"
        return {
            f"{prefix}_JAVA_HOME": str(java),
            f"{prefix}_PATH_CONF": str(config),
            f"{prefix}_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
        }


OPENSEARCH = Server("opensearch", "org.opensearch.distribution.integ-test-zip", "3.4.0", (21, 25))
ELASTICSEARCH = Server(
    "elasticsearch",
    "org.elasticsearch.distribution.integ-test-zip",
    "8.19.0",
    (17, 24),
    ("xpack.security.enabled: false",),
)
SERVERS = {server.name: server for server in (OPENSEARCH, ELASTICSEARCH)}
