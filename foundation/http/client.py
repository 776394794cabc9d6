"""Who is asking?"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the IP address of the client.

    ``X-Forwarded-For`` is believed only as far as ``TRUSTED_PROXIES`` (networks in CIDR form) reach: it is read from its
    end while the address before is one of ours, so that a client cannot write itself another address.
    """
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    proxies = [ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES]
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and address and any(address in network for network in proxies):
        hop = _parse(hops.pop())
        if hop is None:
            break
        address = hop
    return str(address or "")


def _parse(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
