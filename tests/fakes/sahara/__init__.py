"""OpenStack Sahara 19, as it was recorded: API v1.1 and v2."""

from fakes.sahara.server import TOKEN, Asked, SaharaFake

__all__ = ["TOKEN", "Asked", "SaharaFake"]
