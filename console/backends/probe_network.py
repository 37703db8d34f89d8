"""The first steps to a server: its name, a connection, and who shows up at the other end of TLS."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from console.backends.base import BadRequest, Unreachable
from console.backends.certificate import Certificate, certificate_of, names_another, refusal
from console.backends.probe import Check, Found, StepName, StepState
from console.backends.proxy import proxy_for
from console.backends.trust import trust
from console.config.context import Context
from console.config.web import Origin, is_loopback, origin_of

CONNECT_TIMEOUT: Final = 5.0
"""Seconds for a connection, and as many for a handshake: what requests are given, too."""

SOON: Final = 14
"""Days left of a certificate from which on its end is near."""

_UNCHECKED: Final = "tls_verify = false: nobody checks who answers, and whoever does gets the credentials"
_IN_THE_CLEAR: Final = "http: the credentials cross the network for everybody to read"


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked at. ``proxy`` is the one that requests go through, None where they go directly."""

    origin: Origin
    proxy: str | None = None
    tls_ca: Path | None = None
    tls_verify: bool = True
    in_the_clear: bool = False
    timeout: float = CONNECT_TIMEOUT


def target_of(context: Context, *, timeout: float = CONNECT_TIMEOUT) -> Target:
    """Return the server of a context. Raises BadRequest where its address is none."""
    origin = origin_of(context.url or "")
    if origin is None or context.url is None:
        raise BadRequest(
            f"the context {context.name} has no address of a server",
            advice='give it one: url = "https://jobs.example/api"',
        )
    ca = None if context.tls_ca is None else Path(context.tls_ca)
    proxy = proxy_for(context.url)
    return Target(origin, proxy, ca, context.tls_verify, context.in_the_clear, timeout)


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
            if not target.tls_verify:
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
        context = trust(tls_verify=target.tls_verify, tls_ca=target.tls_ca)
        try:
            return await self._secured(context)
        except ssl.SSLError as error:
            shown = await self._of_another_name() if names_another(error) else None
            raise refusal(error, host, tls_ca=target.tls_ca, shown=shown) from error
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
        context = trust(tls_verify=True, tls_ca=self._target.tls_ca)
        context.check_hostname = False
        try:
            return certificate_of(await self._secured(context))
        except (OSError, TimeoutError, Unreachable):
            return None


_CHECK_ADVICE: Final = "take tls_verify = false away; tls_ca names the PEM file of an authority of your own"


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
