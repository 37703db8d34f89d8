"""The README is true: its keys are the bindings, its verbs exist, its pictures and documents are there."""

import re
from pathlib import Path

from console import keymap
from console.cli.verbs import GROUPS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_table_of_keys_is_made_from_the_bindings() -> None:
    assert keymap.markdown().strip() in README


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_its_commands_are_verbs() -> None:
    verbs = {verb.name for _, group in GROUPS for verb in group}
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    named = {word for block in blocks for word in re.findall(r"jobconsole ([a-z][a-z-]*)", block)}
    assert {"run", "jobs", "restart"} <= named
    assert named <= verbs
