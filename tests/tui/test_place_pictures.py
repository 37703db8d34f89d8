"""How the command line, the palette, the help and the history look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.client.contexts import Policy
from console.screens.places import HelpPlace, JobPlace, JobsPlace
from tui.harness import Driver, make_app
from tui.test_pictures import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

SCENES = {
    "command": Scene(keys=("colon",)),
    "command-taken": Scene(JobPlace("4127"), ("colon", *"log", "tab", "4", "tab", "space", "tab")),
    "command-mistake": Scene(keys=("colon", *"thme", "enter")),
    "command-ascii": Scene(keys=("colon", *"co"), ascii_only=True),
    "palette": Scene(keys=("ctrl+p",)),
    "palette-dead": Scene(keys=("ctrl+p", *"res"), policy=Policy(read_only=True)),
    "palette-ascii": Scene(keys=("ctrl+p", *"ing"), ascii_only=True),
    "help-of-a-screen": Scene(JobPlace("4127"), ("question_mark",)),
    "help-of-a-command": Scene(HelpPlace(":open")),
    "history": Scene(JobsPlace("all"), ("enter", "H", "0", "colon", *"history", "enter")),
    "copy": Scene(JobsPlace("all"), ("Y",)),
}


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("name", SCENES)
def test_it_looks_like_this(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    scene = SCENES[name]
    app = make_app(place=scene.place, policy=scene.policy, ascii_only=scene.ascii_only)

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        for key in scene.keys:
            await driver.press(key)

    assert snap_compare(app, terminal_size=size, run_before=drive)
