"""The one client for everything outside: it opens public addresses only, and never reads too much or too long."""

import functools
import ipaddress
import json as jsonlib
import socket
import ssl
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

from kring.errors import OutsideError

PORTS = frozenset({80, 443, 8443})
REDIRECTS = 5
SECONDS = 20.0
BYTES = 5_000_000
AGENT = "Kring/0.1"
# Ways to write another address inside this one; each would lead around the check.
TRANSITION = [
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10", "192.88.99.0/24")
]


class FetchError(OutsideError):
    """An address could not be fetched; `key` names the sentence for people."""

    key = "no_answer"

    def __init__(self, detail: str = "", *, may_have_arrived: bool = False) -> None:
        super().__init__(detail or self.key)
        self.may_have_arrived = may_have_arrived  # the request was sent, so it may have done its work


class AddressNotAllowedError(FetchError):
    """The address is not one on the public internet: it will not be opened."""

    key = "address_not_allowed"


class NotAnAddressError(FetchError):
    """This is no web address at all."""

    key = "not_an_address"


class NameNotFoundError(FetchError):
    """No server has this name."""

    key = "name_not_found"


class NoAnswerError(FetchError):
    """The server could not be reached, or hung up."""

    key = "no_answer"


class TooSlowError(FetchError):
    """The answer was not complete in time."""

    key = "too_slow"


class TooBigError(FetchError):
    """The answer is larger than Kring takes, as sent or unpacked."""

    key = "too_big"


class TooManyRedirectsError(FetchError):
    """The server sends us from one address to the next."""

    key = "too_many_redirects"


class BadAnswerError(FetchError):
    """The server answered with an error, or with something that is not what was asked for."""

    key = "bad_answer"

    def __init__(self, detail: str = "", *, status: int | None = None, may_have_arrived: bool = False) -> None:
        super().__init__(detail, may_have_arrived=may_have_arrived)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What a server answered, read to its end."""

    status: int
    headers: httpx2.Headers
    content: bytes
    address: str  # after redirects

    @property
    def is_good(self) -> bool:
        """Whether the server did what was asked."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The answer as text, in the character set it names."""
        kind = self.headers.get("content-type", "")
        charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'") or "utf-8"
        try:
            return self.content.decode(charset, errors="replace")
        except LookupError:
            return self.content.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """Return the answer as JSON."""
        try:
            return jsonlib.loads(self.content)
        except (ValueError, RecursionError):
            raise BadAnswerError("no JSON", status=self.status) from None


def is_public(address: str) -> bool:
    """Whether a numeric address lies on the public internet, seen through every disguise."""
    found = ipaddress.ip_address(address.split("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if any(found in network for network in TRANSITION if network.version == found.version):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def checked(host: str, port: int, *, private_hosts: Collection[str], ports: Collection[int]) -> list[str]:
    """Return the addresses of a server, each of which may be opened: it is these that are connected to, no others."""
    is_allowed = f"{host}:{port}".lower() in private_hosts
    if not is_allowed and port not in ports:
        raise AddressNotAllowedError(f"port {port}")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NameNotFoundError(host) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not is_allowed and not all(is_public(address) for address in addresses):
        raise AddressNotAllowedError(host)
    return addresses


class _Stream(httpcore2.NetworkStream):
    """A connection whose every step ends at the same moment, so that a slow drip does not last for ever."""

    def __init__(self, stream: httpcore2.NetworkStream, ends_at: float) -> None:
        self._stream, self._ends_at = stream, ends_at

    def _left(self, kind: type[Exception]) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise kind("total time is over")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._left(httpcore2.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.SyncBackend):
    """Connects to the addresses that were checked, and to no others."""

    def __init__(self, private_hosts: Collection[str], ports: Collection[int], ends_at: float) -> None:
        self._private_hosts, self._ports, self._ends_at = private_hosts, ports, ends_at

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        refusal: Exception = httpcore2.ConnectError("no address")
        for address in checked(host, port, private_hosts=self._private_hosts, ports=self._ports):
            left = self._ends_at - time.monotonic()
            if left <= 0:
                raise httpcore2.ConnectTimeout("total time is over")
            try:
                return _Stream(super().connect_tcp(address, port, left, None, socket_options), self._ends_at)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refusal = error
        raise refusal


class _Transport(httpx2.BaseTransport):
    """httpx2's transport with our own backend below it, built in the open."""

    def __init__(self, backend: _Backend) -> None:
        self._pool = httpcore2.ConnectionPool(ssl_context=trust(), network_backend=backend, max_connections=4)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        try:
            answer = self._pool.handle_request(
                httpcore2.Request(
                    method=request.method,
                    url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
            slow = isinstance(error, httpcore2.ConnectTimeout)
            raise (TooSlowError if slow else NoAnswerError)(str(error)) from None
        except httpcore2.TimeoutException as error:
            raise TooSlowError(str(error), may_have_arrived=True) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise NoAnswerError(str(error), may_have_arrived=True) from None
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    """The answer's bytes; what goes wrong while they come in is told in our own words."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except httpcore2.TimeoutException as error:
            raise TooSlowError(str(error), may_have_arrived=True) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise NoAnswerError(str(error), may_have_arrived=True) from None

    def close(self) -> None:
        self._stream.close()


@functools.cache
def trust() -> ssl.SSLContext:
    """Return whose certificates are believed."""
    return httpx2.create_ssl_context(trust_env=False)


def _read(response: httpx2.Response, most: int) -> bytes:
    """Read an answer to its end, unpacking it a bounded step at a time; stop as soon as it is too big."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower() or "identity"
    if encoding not in {"identity", "gzip", "deflate"}:
        raise BadAnswerError(f"packed as {encoding}, which was not asked for", may_have_arrived=True)
    body, came_in, unpack = bytearray(), 0, None if encoding == "identity" else zlib.decompressobj(wbits=47)
    for chunk in response.iter_raw():
        came_in += len(chunk)
        if unpack is None:
            body += chunk
        else:
            try:
                body += unpack.decompress(chunk, most + 1 - len(body))
            except zlib.error:
                raise BadAnswerError("cannot be unpacked", may_have_arrived=True) from None
        if len(body) > most or came_in > most or (unpack and unpack.unconsumed_tail):
            raise TooBigError(f"over {most} bytes", may_have_arrived=True)
    return bytes(body)


class Client:
    """Fetches addresses for Kring: checked, pinned, bounded in size and time."""

    def __init__(self, *, private_hosts: Collection[str] = (), ports: Collection[int] = PORTS) -> None:
        self.private_hosts = frozenset(host.lower() for host in private_hosts)
        self.ports = frozenset(ports)

    def origin(self, server: str) -> str:
        """Return where `server` (a host, perhaps with a port) is found: https, except for the allowed private ones."""
        return f"{'http' if server.lower() in self.private_hosts else 'https'}://{server}"

    def is_private(self, host: str, port: int) -> bool:
        """Whether this is one of the servers inside the own network that may be opened."""
        return f"{host}:{port}".lower() in self.private_hosts

    def connect(self, host: str, port: int, *, ports: Collection[int], seconds: float) -> socket.socket:
        """Return a connection for something else than the web, to an address that was checked like any other."""
        refusal: OSError = OSError("no address")
        for address in checked(host, port, private_hosts=self.private_hosts, ports=ports):
            try:
                return socket.create_connection((address, port), timeout=seconds)
            except OSError as error:
                refusal = error
        raise (TooSlowError if isinstance(refusal, TimeoutError) else NoAnswerError)(str(refusal)) from None

    def get(self, address: str, **options: Any) -> Answer:
        """Fetch `address`."""
        return self.request("GET", address, **options)

    def post(self, address: str, **options: Any) -> Answer:
        """Send something to `address`."""
        return self.request("POST", address, **options)

    def request(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        json: Any = None,
        most_bytes: int = BYTES,
        seconds: float = SECONDS,
    ) -> Answer:
        """Send one request and read its answer to the end; only reading requests follow redirects."""
        sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip", **(headers or {})}
        transport = _Transport(_Backend(self.private_hosts, self.ports, time.monotonic() + seconds))
        with httpx2.Client(transport=transport, trust_env=False, timeout=seconds) as client:
            try:
                request = client.build_request(
                    method, address, headers=sent, params=params, data=data, content=content, json=json
                )
            except (httpx2.InvalidURL, ValueError):
                raise NotAnAddressError(address[:200]) from None
            for _ in range(REDIRECTS + 1):
                self._check(request.url)
                try:
                    response = client.send(request, stream=True, follow_redirects=False)
                except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.RemoteProtocolError):
                    raise NotAnAddressError(str(request.url)[:200]) from None
                try:
                    if response.next_request is None or method not in {"GET", "HEAD"}:
                        content = _read(response, most_bytes)
                        return Answer(response.status_code, response.headers, content, str(request.url))
                    request = response.next_request
                finally:
                    response.close()
        raise TooManyRedirectsError(address[:200])

    @staticmethod
    def _check(url: httpx2.URL) -> None:
        if url.scheme not in {"http", "https"} or not url.host:
            raise NotAnAddressError(str(url)[:200])
        if url.userinfo:
            raise AddressNotAllowedError("a name and password in the address")


_client = Client()


def configure(*, private_hosts: Collection[str] = (), ports: Collection[int] = PORTS) -> None:
    """Say once, at the start, which addresses inside the own network may be opened: each as host:port."""
    global _client
    _client = Client(private_hosts=private_hosts, ports=ports)


def client() -> Client:
    """Return the one client."""
    return _client
