"""The embedded engine of this machine, reached through its background host's Unix socket."""

from console.backends.local.backend import LocalBackend

__all__ = ["LocalBackend"]
