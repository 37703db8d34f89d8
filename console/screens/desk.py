"""What every screen works with: the session, the clock, the zone, the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from console.client.contexts import ContextSource, Policy
from console.client.first_read import FirstRead
from console.client.home import Home
from console.client.session import Session
from console.client.views import ViewBook
from console.config.entered_lines import read_lines, write_lines
from console.config.last_list import Asked
from console.core.clock import Clock
from console.core.recall import Recall
from console.core.times import zone_name
from console.key_names import face
from console.key_rules import overridden
from console.keymap import Key
from console.model import Counts
from console.widgets.glyph import glyph
from console.widgets.job_columns import Moment


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may choose. ``gap`` is the least time between two reads of a screen, in seconds.

    ``theme`` empty takes what the terminal can show. ``jobs_end`` with the console: those of the demo do.
    ``crash_folder`` is where the details of an error of the console itself are kept, ``copies_folder`` where
    a copy is that no clipboard takes; ``views_file`` has a person's own views, ``state_file`` what the
    console remembers by itself, ``commands_file`` the commands that were entered, ``last_list`` where
    the list is kept for the next start. ``charset`` is the terminal's; ``stock_output`` leaves it to Textual.
    """

    theme: str = ""
    themes_folder: Path | None = None
    zone: tzinfo = UTC
    mouse: bool = False
    ascii_only: bool = False
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    gap: float = 0.25
    jobs_end: bool = False
    crash_folder: Path | None = None
    views_file: Path | None = None
    state_file: Path | None = None
    copies_folder: Path | None = None
    charset: str = "utf-8"
    stock_output: bool = False
    commands_file: Path | None = None
    last_list: Asked | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """What is known of a context from a test of it, or from the time when one looked at it."""

    at: datetime
    words: str
    style: str
    lines: tuple[tuple[str, str], ...] = ()
    """What the test said, line by line, each with its style."""


@dataclass(slots=True)
class Desk:
    """The things that screens share. The session is another one after a change of context."""

    session: Session
    source: ContextSource
    clock: Clock
    settings: Settings
    counts: Counts | None = None
    first_read: FirstRead | None = None
    """What was asked for before there was a screen; the first list takes it."""
    opened: dict[str, str] = field(default_factory=dict[str, str])
    """The identities of the contexts looked at, as they were when they were opened."""
    moved: dict[str, str] = field(default_factory=dict[str, str])
    """Contexts looked at that the configuration has elsewhere by now, with the sentence that says so."""
    tested: dict[str, Tested] = field(default_factory=dict[str, Tested])
    """What the last test of a context said, or the last visit."""
    keys: tuple[Key, ...] = field(init=False)
    """Every binding, with the person's own keys."""
    recall: Recall = field(init=False)
    """The commands that were entered before."""
    views: ViewBook = field(init=False)
    """The views of the jobs list, and how a person wants each."""

    def __post_init__(self) -> None:
        """Work out the keys. Raises KeymapError where a person's own cannot be used."""
        self.keys = overridden(self.settings.keys)
        file = self.settings.commands_file
        self.recall = Recall.of(read_lines(file) if file is not None else ())
        self.views = ViewBook(self.settings.views_file, self.settings.state_file)

    def take_settings(self, settings: Settings) -> None:
        """Work with other settings from now on. Raises KeymapError where their keys cannot be used."""
        keys = overridden(settings.keys)
        self.settings, self.keys = settings, keys

    def entered(self, line: str) -> None:
        """Remember a command that was understood, for the next start, too."""
        if self.recall.add(line) and self.settings.commands_file is not None:
            write_lines(self.settings.commands_file, self.recall.lines)

    def face(self, binding: str) -> str:
        """Return the first key of a binding, as a person reads it: for sentences that say what to press."""
        return next(glyph(face(key.keys[0])) for key in self.keys if key.id == binding and key.keys)

    @property
    def policy(self) -> Policy:
        """What may be changed now: the context's policy, and nothing at all while the connection is lost."""
        return self.home("").policy

    def home(self, job: str) -> Home:
        """Return a job's context by its id, with nothing allowed in it while its connection is lost."""
        home = self.session.home(job)
        if self.session.connection_of(job).is_stale:
            return home.closed(f"not now: the connection to {home.context} is lost")
        return home

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    @property
    def moment(self) -> Moment:
        """The present moment and the zone to show times in."""
        return Moment(self.clock.now(), self.settings.zone)

    @property
    def zone(self) -> str:
        """The zone's name."""
        return zone_name(self.clock.now(), self.settings.zone)
