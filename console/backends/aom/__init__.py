"""Huawei Cloud AOM: executions of its workflows (CMS), with their nodes."""

from console.backends.aom.backend import AomBackend

__all__ = ["AomBackend"]
