"""Where a visit came from, as far as our own proxies say."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """Return the address that a visit came from."""
    return address_of(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES
    )


def visitor_network(request: HttpRequest) -> str:
    """Return what limits count as one visitor: an address, or the 64 bits of IPv6 that one connection is given."""
    address = visitor_address(request)
    try:
        is_wide = isinstance(ip_address(address), IPv6Address)
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False)) if is_wide else address


def address_of(remote: str, forwarded_for: str, proxies: int) -> str:
    """Return the visitor's address; what stands in X-Forwarded-For counts only as far as our own proxies wrote it."""
    if proxies < 1:
        return remote
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    return hops[-proxies] if len(hops) >= proxies else remote
