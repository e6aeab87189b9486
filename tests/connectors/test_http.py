"""The one client: what it opens, how much it reads and how long it waits."""

import gzip
import socket
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.connectors import http

NOT_PUBLIC = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[::127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://10.0.0.1/",
    "http://[fe80::1]/",
    "http://224.0.0.1/",
    "http://name:word@example.org/",
    "http://93.184.216.34:22/",
    "http://93.184.216.34:6379/",
]
NO_ADDRESS = ["file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://example.org/", "http://", "//x", "", "example.org"]


@pytest.fixture
def no_connection(monkeypatch):
    """Nothing may leave this machine: what would be connected to is written down."""
    opened = []

    def connect(address, *args, **kwargs):
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return opened


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_it_opens_no_address_inside(address, no_connection):
    with pytest.raises(http.AddressNotAllowedError):
        http.client().get(address)
    assert not no_connection


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_it_opens_only_web_addresses(address, no_connection):
    with pytest.raises(http.NotAnAddressError):
        http.client().get(address)
    assert not no_connection


@given(st.text(max_size=60))
def test_no_text_makes_it_fail_in_an_unknown_way(address):
    with pytest.raises(http.FetchError):
        http.Client(ports=()).get(address, seconds=0.2)


def resolve_to(monkeypatch, *answers):
    """Let names resolve to these addresses, one answer per question."""
    left = list(answers)

    def getaddrinfo(host, port, *args, **kwargs):
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_one_inside_address_among_public_ones_is_enough_to_refuse(monkeypatch, no_connection):
    resolve_to(monkeypatch, ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(http.AddressNotAllowedError):
        http.client().get("http://rebind.example/")
    assert not no_connection


def test_it_connects_to_the_address_that_was_checked_not_to_the_name(monkeypatch, no_connection):
    resolve_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(http.NoAnswerError):
        http.client().get("http://rebind.example/")
    assert no_connection == [("93.184.216.34", 80)]


def test_a_name_that_changes_is_checked_again_for_the_next_call(monkeypatch, no_connection):
    resolve_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(http.NoAnswerError):
        http.client().get("http://rebind.example/")
    with pytest.raises(http.AddressNotAllowedError):
        http.client().get("http://rebind.example/")


def test_a_private_host_is_opened_by_exact_name_and_port_only(outside):
    outside.expect_request("/").respond_with_data("hello")
    host = f"{outside.host}:{outside.port}"
    assert http.client().get(f"http://{host}/").text == "hello"
    with pytest.raises(http.AddressNotAllowedError):
        http.client().get(f"http://127.0.0.2:{outside.port}/")


def test_a_redirect_to_an_address_inside_is_refused(outside):
    outside.expect_request("/").respond_with_data(status=302, headers={"Location": "http://127.0.0.1:9/secret"})
    with pytest.raises(http.AddressNotAllowedError):
        http.client().get(outside.url_for("/"))


def test_it_follows_a_few_redirects_and_says_where_it_ended(outside):
    outside.expect_request("/old").respond_with_data(status=301, headers={"Location": "/new"})
    outside.expect_request("/new").respond_with_data("here")
    answer = http.client().get(outside.url_for("/old"))
    assert (answer.text, answer.address) == ("here", outside.url_for("/new"))


def test_it_stops_going_round_in_circles(outside):
    outside.expect_request("/").respond_with_data(status=302, headers={"Location": "/"})
    with pytest.raises(http.TooManyRedirectsError):
        http.client().get(outside.url_for("/"))
    assert len(outside.log) == http.REDIRECTS + 1


def test_what_is_posted_is_never_sent_on(outside):
    outside.expect_request("/").respond_with_data(status=307, headers={"Location": "/other"})
    assert http.client().post(outside.url_for("/"), json={"a": 1}).status == 307
    assert len(outside.log) == 1


def test_a_token_does_not_follow_to_another_server(outside, raw_server):
    seen = []

    def remember(connection, request):
        seen.append(request)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    other = raw_server(remember)
    outside.expect_request("/").respond_with_data(status=302, headers={"Location": other})
    answer = http.client().get(outside.url_for("/"), headers={"Authorization": "Bearer secret"})
    assert answer.address == other
    assert b"secret" not in seen[0]
    assert b"Host" in seen[0]


def test_an_endless_answer_is_cut_off(raw_server):
    def pour(connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    address = raw_server(pour)
    with pytest.raises(http.TooBigError):
        http.client().get(address, most_bytes=1_000_000)


def test_an_answer_that_drips_is_cut_off_in_time(raw_server):
    def drip(connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)

    started = time.monotonic()
    address = raw_server(drip)
    with pytest.raises(http.TooSlowError) as caught:
        http.client().get(address, seconds=0.6)
    assert time.monotonic() - started < 20  # it would drip for ever
    assert caught.value.may_have_arrived


def test_headers_that_drip_are_cut_off_in_time(raw_server):
    def drip(connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-A: b\r\n")
            time.sleep(0.05)

    address = raw_server(drip)
    with pytest.raises(http.TooSlowError):
        http.client().get(address, seconds=0.6)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_small_answer_that_unpacks_to_a_huge_one_is_cut_off(outside, encoding):
    zeros = bytes(200_000_000)
    packed = gzip.compress(zeros, 9) if encoding == "gzip" else zlib.compress(zeros, 9)
    outside.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": encoding})
    with pytest.raises(http.TooBigError):
        http.client().get(outside.url_for("/"))


def test_a_packing_that_was_not_asked_for_is_refused(outside):
    outside.expect_request("/").respond_with_data(b"\x0b\x80", headers={"Content-Encoding": "br"})
    with pytest.raises(http.BadAnswerError):
        http.client().get(outside.url_for("/"))


def test_a_packed_answer_is_read(outside):
    outside.expect_request("/").respond_with_data(gzip.compress(b"hello" * 1000), headers={"Content-Encoding": "gzip"})
    assert http.client().get(outside.url_for("/")).text == "hello" * 1000


def test_hanging_up_after_the_request_leaves_the_outcome_open(raw_server):
    address = raw_server(lambda connection, request: None)
    with pytest.raises(http.NoAnswerError) as caught:
        http.client().post(address, json={})
    assert caught.value.may_have_arrived


def test_a_server_that_is_not_there_got_nothing(open_host):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        host = f"127.0.0.1:{taken.getsockname()[1]}"
    open_host(host)
    with pytest.raises(http.NoAnswerError) as caught:
        http.client().post(f"http://{host}/", json={})
    assert not caught.value.may_have_arrived


def test_a_proxy_in_the_environment_is_no_way_round(outside, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    outside.expect_request("/").respond_with_data("straight")
    assert http.client().get(outside.url_for("/")).text == "straight"


def test_no_json_is_a_bad_answer(outside):
    outside.expect_request("/").respond_with_data("<html>")
    with pytest.raises(http.BadAnswerError):
        http.client().get(outside.url_for("/")).json()
