"""The backend of Scale (ngageoint/scale), an engine for jobs on files: its v6 job services."""

from console.backends.scale.backend import ScaleBackend

__all__ = ["ScaleBackend"]
