"""The first steps to a server: its name, a connection, and who shows up at the other end of TLS."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import httpx

from console.backends.base import BadRequest, Unreachable
from console.backends.certificate import Certificate, certificate_of, names_another, refusal
from console.backends.http import Address, address_of, trust
from console.backends.probe import Check, Found, StepName, StepState
from console.backends.proxy import proxy_for
from console.config.web import Origin, is_loopback, origin_of
from console.model import Json

SOON: Final = 14
"""Days left of a certificate from which on its end is near."""

_UNCHECKED: Final = "tls_verify = false: nobody checks who answers, and whoever does gets the credentials"
_IN_THE_CLEAR: Final = "http: the credentials cross the network for everybody to read"


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked at. ``proxy`` is the one that requests go through, None where they go directly."""

    address: Address
    origin: Origin
    proxy: str | None = None
    in_the_clear: bool = False

    @property
    def timeout(self) -> float:
        """Seconds for a connection, and as many for a handshake: what requests are given, too."""
        return self.address.connect_timeout


def target_of(name: str, settings: Mapping[str, Json], *, in_the_clear: bool = False) -> Target:
    """Return the server of the context ``name``, of whose table ``settings`` has what is no secret.

    ``in_the_clear`` says that credentials would cross the network unencrypted. Raises BadRequest where there
    is no usable address.
    """
    address = address_of(name, settings)
    origin = origin_of(address.url)
    if origin is None:  # address_of has looked already
        raise BadRequest(f"contexts.{name}.url: this is no address")
    return Target(address, origin, proxy_for(address.url), in_the_clear)


class NetworkProbe:
    """Looks at one server, from the name to the certificate. To be closed afterwards."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._writer: asyncio.StreamWriter | None = None
        self._addresses: list[str] = [target.origin.host]

    def checks(self) -> Sequence[tuple[StepName, Check]]:
        """Return the steps, in order."""
        return ((StepName.NAME, self._name), (StepName.TCP, self._tcp), (StepName.TLS, self._tls))

    async def close(self) -> None:
        """Let go of the connection."""
        if self._writer is None:
            return
        self._writer.close()
        # It has told what we wanted to know; how it parts is all one.
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self._writer.wait_closed()
        self._writer = None

    async def _name(self) -> Found:
        target, host = self._target, self._target.origin.host
        if target.proxy is not None:
            return _left_to(target.proxy)
        if _is_address(host):
            return Found(StepState.OK, f"{host} is an address already", timed=False)
        try:
            async with asyncio.timeout(target.timeout):
                found = await asyncio.get_running_loop().getaddrinfo(
                    host, target.origin.port, type=socket.SOCK_STREAM
                )
        except (TimeoutError, UnicodeError, OSError) as error:
            late = isinstance(error, TimeoutError)
            raise Unreachable(
                f"the name {host} cannot be looked up: {'no answer' if late else _reason(error)}",
                advice="see whether url is spelt right, and whether this network (a VPN?) knows the name",
            ) from error
        self._addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        more = f" and {len(self._addresses) - 1} more" if len(self._addresses) > 1 else ""
        return Found(StepState.OK, f"{host} is {self._addresses[0]}{more}")

    async def _tcp(self) -> Found:
        target, origin = self._target, self._target.origin
        if target.proxy is not None:
            return _left_to(target.proxy)
        self._writer = await self._connect()
        peer = self._writer.get_extra_info("peername")
        return Found(StepState.OK, f"{peer[0]} answers on port {origin.port}")

    async def _connect(self) -> asyncio.StreamWriter:
        """Connect to the first address that takes it; they share the time. Raises Unreachable."""
        origin = self._target.origin
        share = self._target.timeout / len(self._addresses)
        errors: list[OSError] = []
        for address in self._addresses:
            try:
                async with asyncio.timeout(share):
                    return (await asyncio.open_connection(address, origin.port))[1]
            except OSError as error:  # TimeoutError is one
                errors.append(error)
        raise self._unconnected(errors) from errors[0]

    def _unconnected(self, errors: Sequence[OSError]) -> Unreachable:
        origin = self._target.origin
        where = f"{origin.host}, port {origin.port}"
        if all(isinstance(error, ConnectionRefusedError) for error in errors):
            return Unreachable(
                f"{where}: nobody listens there",
                advice="see whether the server runs, and whether the port in url is right",
            )
        if any(isinstance(error, TimeoutError) for error in errors):
            return Unreachable(
                f"{where}: no answer within {self._target.timeout:g} s",
                advice="a firewall may be in between; see whether you need a VPN or a proxy (HTTPS_PROXY)",
            )
        return Unreachable(
            f"{where}: {_reason(errors[0])}", advice="see whether this machine has a way to that network"
        )

    async def _tls(self) -> Found:
        target = self._target
        if target.origin.scheme == "http":
            return _without_tls(target)
        if target.proxy is not None:
            if not target.address.tls_verify:
                return Found(StepState.WARNING, _UNCHECKED, _CHECK_ADVICE, timed=False)
            return Found(StepState.SKIPPED, "it goes through the proxy; the requests check it", timed=False)
        connection = await self._handshake()
        protocol = connection.version() or "TLS"
        shown = certificate_of(connection)
        if shown is None:
            return Found(StepState.WARNING, f"{protocol}; {_UNCHECKED}", _CHECK_ADVICE)
        return _valid(shown, protocol, time.time())

    async def _handshake(self) -> ssl.SSLObject:
        """Speak TLS over the connection. Raises Unreachable with what is wrong."""
        target, host = self._target, self._target.origin.host
        context = _trusted(target.address)
        try:
            return await self._secured(context)
        except ssl.SSLError as error:
            shown = await self._of_another_name() if names_another(error) else None
            raise refusal(error, host, tls_ca=target.address.tls_ca, shown=shown) from error
        except (OSError, TimeoutError) as error:
            # A handshake that takes too long is a ConnectionAbortedError of asyncio's.
            late = isinstance(error, TimeoutError | ConnectionAbortedError)
            what = f"says nothing within {target.timeout:g} s" if late else "broke off"
            raise Unreachable(
                f"{host} takes the connection, but {what} when TLS begins",
                advice="see whether the port is right, and whether the server is well",
            ) from error

    async def _secured(self, context: ssl.SSLContext) -> ssl.SSLObject:
        target = self._target
        if self._writer is None:
            self._writer = await self._connect()
        writer = self._writer
        await writer.start_tls(
            context, server_hostname=target.origin.host, ssl_handshake_timeout=target.timeout
        )
        connection = writer.get_extra_info("ssl_object")
        if not isinstance(connection, ssl.SSLObject):
            raise Unreachable(f"{target.origin.host} ended the connection when TLS had begun")
        return connection

    async def _of_another_name(self) -> Certificate | None:
        """Return the certificate, whose names are told only by a handshake that does not compare them."""
        await self.close()
        context = _trusted(self._target.address)
        context.check_hostname = False
        try:
            return certificate_of(await self._secured(context))
        except (OSError, TimeoutError, Unreachable):
            return None


_CHECK_ADVICE: Final = "take tls_verify = false away; tls_ca names the PEM file of an authority of your own"


def _trusted(address: Address) -> ssl.SSLContext:
    """Return what requests to the address are sent with."""
    return httpx.create_ssl_context(verify=trust(address))


def _valid(shown: Certificate, protocol: str, now: float) -> Found:
    days = shown.days_left(now)
    said = f"{protocol}; the certificate is for {shown.told}, {days} day{'' if days == 1 else 's'} left"
    if days < SOON:
        return Found(StepState.WARNING, said, "who runs the server has to renew it soon")
    return Found(StepState.OK, said)


def _without_tls(target: Target) -> Found:
    if target.in_the_clear:
        return Found(StepState.WARNING, _IN_THE_CLEAR, "use https:// in url", timed=False)
    where = "on this machine" if is_loopback(target.origin.host) else "and no credentials"
    return Found(StepState.OK, f"not used: http, {where}", timed=False)


def _left_to(proxy: str) -> Found:
    return Found(StepState.SKIPPED, f"the proxy {proxy} does it (of the environment)", timed=False)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _reason(error: Exception) -> str:
    """Return the words of the system. An error of several addresses has none of its own."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
