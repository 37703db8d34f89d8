"""Itential's automation platform (IAP 2020.2 to Platform 6): jobs and tasks by either of its APIs."""

from console.backends.itential.backend import ItentialBackend

__all__ = ["ItentialBackend"]
