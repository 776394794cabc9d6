"""Under which name the cluster is asked."""

from django.conf import settings

from search.analysis.folding import VERSION


def alias_name() -> str:
    """Return the alias of the index that answers. It names the version of the analysis: another one needs another index."""
    return f"{settings.SEARCH_CLUSTER_INDEX}-v{VERSION}"
