"""Where a visit came from."""

import pytest

from kring.core.visitors import address_of, visitor_network


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("6.6.6.6", 0, "10.0.0.1"),  # nobody we trust wrote it
        ("6.6.6.6, 9.9.9.9", 1, "9.9.9.9"),
        ("6.6.6.6, 9.9.9.9, 10.0.0.2", 2, "9.9.9.9"),
        ("9.9.9.9", 2, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(forwarded, proxies, address):
    assert address_of("10.0.0.1", forwarded, proxies) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [("9.8.7.6", "9.8.7.6"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", ""), ("unix:", "unix:")],
)
def test_one_connection_is_one_visitor(rf, address, network):
    assert visitor_network(rf.get("/", REMOTE_ADDR=address)) == network
