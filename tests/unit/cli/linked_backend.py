"""A backend that knows links and ids, whose contexts have jobs of their own: installed by an entry point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from verb_backend import MemoryBackend

from console.backends.base import NotFound
from console.model import JobDetail, Json


class LinkedBackend(MemoryBackend):
    """Jobs by context. An exception in a job's place is raised; ``asked`` records who was asked for what."""

    jobs_of: ClassVar[dict[str, dict[str, JobDetail | Exception]]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []
    closed: ClassVar[list[str]] = []

    @classmethod
    def forget(cls) -> None:
        cls.jobs_of, cls.asked, cls.closed = {}, [], []

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> LinkedBackend:
        return cls(name)

    @classmethod
    def job_of_link(cls, url: str, settings: Mapping[str, Json]) -> str | None:
        assert "token" not in settings
        head, _, job = urlsplit(url).path.rpartition("/jobs/")
        return job if job and head == urlsplit(str(settings["url"])).path else None

    @classmethod
    def may_be_id(cls, text: str) -> bool:
        return text.isalnum()

    async def job(self, job: str) -> JobDetail:
        self.asked.append((self.context, job))
        found = self.jobs_of.get(self.context, {}).get(job, NotFound(f"there is no job {job}"))
        if isinstance(found, Exception):
            raise found
        return found

    async def close(self) -> None:
        self.closed.append(self.context)
