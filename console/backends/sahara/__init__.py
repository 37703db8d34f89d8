"""OpenStack Sahara: job executions on data processing clusters, by API v1.1 or v2."""

from console.backends.sahara.backend import SaharaBackend

__all__ = ["SaharaBackend"]
