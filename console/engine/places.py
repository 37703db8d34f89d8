"""Where the files of executions are.

    run/ctl/<execution>       the control file: who owns it, how it ended (see `console.runner.control`)
    run/out/<execution>       what the command writes for the nodes after it
    run/spill/<execution>     a request too long for the runner's socket
    logs/<job / 1000>/<job>/<node>.<execution number>.log
    logs/<job / 1000>/<job>/<node>.<execution number>.end   only where a reboot empties ``run``

``run`` is on the disk unless configured: ``$XDG_RUNTIME_DIR`` goes away with the user's last session.
"""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from console.engine.folder import make_private

_LONGEST_NAME: Final = 100
_PLAIN: Final = "[],=+@ "


class Places:
    """The paths below one state folder."""

    def __init__(self, state_dir: Path, run_dir: Path | None) -> None:
        self.state = state_dir
        self.database = state_dir / "jobs.db"
        self.logs = state_dir / "logs"
        self.run = run_dir if run_dir is not None else state_dir / "run"
        self._volatile = run_dir is not None and not run_dir.is_relative_to(state_dir)

    def make(self) -> None:
        """Make the folders that are not there. Raises StoreError."""
        make_private(self.run)
        for folder in (self.logs, self.run / "ctl", self.run / "out", self.run / "spill"):
            make_private(folder)

    def control(self, execution: int) -> str:
        """Return the path of an execution's control file."""
        return f"{self.run}/ctl/{execution}"

    def outputs(self, execution: int) -> str:
        """Return the path of the file that ``JOB_OUTPUT`` names."""
        return f"{self.run}/out/{execution}"

    def spill(self, execution: int) -> str:
        """Return where a long request goes."""
        return f"{self.run}/spill/{execution}"

    def log(self, job: int, index: int, node: str, number: int) -> str:
        """Return the path of the log of a node's execution ``number``. ``index`` is the node's place."""
        return f"{self._stem(job, index, node, number)}.log"

    def durable(self, job: int, index: int, node: str, number: int) -> str | None:
        """Return where the end is also written, for a control file that does not outlive a reboot."""
        return f"{self._stem(job, index, node, number)}.end" if self._volatile else None

    def _stem(self, job: int, index: int, node: str, number: int) -> str:
        name = quote(node, safe=_PLAIN)
        if len(name) > _LONGEST_NAME or name.startswith("."):
            name = f"{name[:_LONGEST_NAME].lstrip('.')}~{index}"
        return f"{self.logs}/{job // 1000}/{job}/{name}.{number}"
