"""The registry of backends: ours are there without any installation, others come by entry points."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from console.backends import registry
from console.backends.base import BackendError, BadRequest
from console.backends.local import LocalBackend

if TYPE_CHECKING:
    from pathlib import Path


def test_the_local_backend_is_always_there(state_dir: Path) -> None:
    backend = registry.create("local", "here", {"state_dir": str(state_dir)})

    assert isinstance(backend, LocalBackend)
    assert backend.context == "here"


def test_an_unknown_backend_is_told_with_those_that_there_are() -> None:
    with pytest.raises(BadRequest, match="there is no backend locla") as caught:
        registry.create("locla", "here", {})
    assert "local" in caught.value.advice


def test_a_backend_of_another_package_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    point = metadata.EntryPoint("mine", "console.backends.local:LocalBackend", registry.GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda group: [point] if group == registry.GROUP else [])

    assert registry.kinds() == ("local", "scale", "itential", "aom", "mrs", "sahara", "mine")
    assert isinstance(registry.create("mine", "x", {"state_dir": "/nowhere"}), LocalBackend)


@pytest.mark.parametrize("target", ["no.such.module:Thing", "console.backends.local:NoSuchThing"])
def test_a_broken_package_is_told(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    point = metadata.EntryPoint("mine", target, registry.GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda group: [point])

    with pytest.raises(BackendError, match="mine cannot be loaded") as caught:
        registry.create("mine", "x", {})
    assert caught.value.detail
