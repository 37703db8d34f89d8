"""Which proxy of the environment a request goes through: as httpx decides it, told without asking it.

httpx reads ``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` (small letters too) by itself, and
has no public way to say what came of them.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies


def proxy_for(url: str, proxies: Mapping[str, str] | None = None) -> str | None:
    """Return ``host:port`` of the proxy for ``url``, None where it is asked directly.

    ``proxies`` are those of the environment if None. What a proxy's address says of users and passwords is
    left out.
    """
    known = getproxies() if proxies is None else proxies
    parts = urlsplit(url)
    found = known.get(parts.scheme) or known.get("all")
    if not found or _excepted(parts.scheme, parts.hostname or "", known.get("no", "")):
        return None
    proxy = urlsplit(found if "://" in found else f"http://{found}")
    return proxy.netloc.rpartition("@")[2]


def _excepted(scheme: str, host: str, exceptions: str) -> bool:
    """Whether the list of exceptions names the host."""
    words = [word.strip() for word in exceptions.lower().split(",")]
    return "*" in words or any(_names(word, scheme, host) for word in words if word)


def _names(word: str, scheme: str, host: str) -> bool:
    """Whether an exception is about a host: ``example.org`` and those below; ``.example.org`` only below."""
    if "://" in word:
        only, _, rest = word.partition("://")
        return only in ("all", scheme) and rest in ("", "*", host)
    if word == "localhost" or _is_address(word):
        return host == word
    return host.endswith(word if word.startswith(".") else f".{word}") or host == word


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
