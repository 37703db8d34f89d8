"""Jobs of Huawei Cloud's MapReduce Service (MRS)."""

from console.backends.mrs.backend import MrsBackend

__all__ = ["MrsBackend"]
