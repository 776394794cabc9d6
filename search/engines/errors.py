"""What may go wrong with an engine that runs elsewhere."""


class ClusterUnavailable(Exception):
    """The cluster is away, too slow, too busy, or has no index yet."""


class ClusterRefused(Exception):
    """The cluster is well and says that what it was asked makes no sense: a fault of ours."""
