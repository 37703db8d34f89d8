"""The client side of each engine: the protocol, the registry, and one adapter per API."""
