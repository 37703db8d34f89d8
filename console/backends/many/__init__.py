"""Several contexts as one backend: one list, one inbox, one watch; actions go to the job's own context."""

from console.backends.many.backend import ManyBackend

__all__ = ["ManyBackend"]
