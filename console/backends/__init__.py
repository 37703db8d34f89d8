"""The client side of each engine: the protocol, the registry, and one adapter per API."""

import sys

# httpx brings its own command line along, and with it rich and click: a third of its import, for nothing.
# It takes their absence in good part, so they are absent for it.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
