"""Taking a log along, or its marked lines: into a file, or into a pager."""

import os
import shlex
import tempfile
from pathlib import Path

from textual import work
from textual.app import SuspendNotSupported

from console.backends.base import BackendError
from console.client.link import file_name
from console.client.log_export import write_log
from console.client.trouble import trouble_of
from console.screens.log_copying import NO_LOG, LogCopying, lacking, lines_word
from console.screens.picker import Choice, Picker, pick
from console.terminal.other_program import run_in_front
from console.widgets.cell import Piece


class LogTaking(LogCopying, inherit_bindings=False):
    """The part of the log screen that hands a log to other programs."""

    # --- a file -------------------------------------------------------------------------------------

    def action_write(self) -> None:
        """Ask for the name of a file."""
        if self.ref is None:
            self.say(NO_LOG, "warning")
        elif self.taking:
            self.say(f"still {self.taking}; esc stops it", "warning")
        else:
            self.ask("W", file_name(self.ref))
            marked = self.view.selection is not None
            what = self.marked_words() if marked else "the whole log"
            self.prompt.hint(f"⏎ writes {what}, esc gives up")

    def prompt_submitted(self, sign: str, text: str) -> bool:
        """Write to the file of that name, or look for the text."""
        if sign != "W":
            return super().prompt_submitted(sign, text)
        if text.strip() and self.ref is not None:
            try:
                path = Path(text.strip()).expanduser().absolute()
                path = path / file_name(self.ref) if path.is_dir() else path
            except (RuntimeError, ValueError, OSError):
                self.prompt.hint("there is no such place", error=True)
                return False
            self._write(path)
        return True

    @work(group="take", name="take", exclusive=True)
    async def _write(self, path: Path, *, over: bool = False) -> None:
        ref, selection = self.ref, self.view.selection
        if ref is None:
            return
        wanted = None if selection is None else list(self.view.marked())
        self.taking = f"writing {path.name}"
        try:
            taken = await write_log(
                self.reader, ref, path, raw=True, wanted=wanted, over=over, tell=self.tell_share(wanted, path)
            )
        except FileExistsError:
            self._ask_to_overwrite(path)
        except OSError as error:
            self.say(f"{path} could not be written: {error.strerror}; nothing was left there", "error")
        except BackendError as error:
            self.complain(trouble_of(error))
        else:
            how = ", as the command wrote them" if ref.node and wanted is None else ""
            self.say(f"wrote {lines_word(taken.lines)} to {path}{how}{lacking(taken)}", stays=True)
            if selection is not None and self.view.selection == selection:
                self.view.unmark()
        finally:
            self.taking = ""

    def _ask_to_overwrite(self, path: Path) -> None:
        if path.is_symlink() or not path.is_file():
            self.say(f"{path} is there already, and is no ordinary file; it was left alone", "warning")
            return
        rows = [
            Choice("leave", (Piece("leave it as it is"),)),
            Choice("over", (Piece("write over it", "warning"),)),
        ]

        def chosen(id_: str | None) -> None:
            if id_ == "over":
                self._write(path, over=True)
            else:
                self.say(
                    f"{path} was left alone; {self.desk.face('take.write')} asks for another name", "muted"
                )

        pick(self, Picker(f"{path} exists already", rows), chosen)

    # --- a pager ------------------------------------------------------------------------------------

    @work(group="take", name="pager", exclusive=True)
    async def action_pager(self) -> None:
        """Open the log in the person's pager, as it is now; the file for it goes when the pager ends."""
        ref = self.ref
        if ref is None:
            self.say(NO_LOG, "warning")
            return
        try:
            words = shlex.split(os.environ.get("PAGER", "")) or ["less"]
        except ValueError:
            self.say("PAGER cannot be understood: a quote is not closed", "error")
            return
        with tempfile.TemporaryDirectory(prefix="jobconsole-") as folder:
            path = Path(folder, file_name(ref))
            self.taking = "reading for the pager"
            try:
                await write_log(self.reader, ref, path, raw=False, tell=self.tell_share(None, path))
            except BackendError as error:
                self.complain(trouble_of(error))
                return
            except OSError as error:
                self.say(f"the log could not be written for the pager: {error.strerror}", "error")
                return
            finally:
                self.taking = ""
            await self._show_in_pager(words, path)

    async def _show_in_pager(self, words: list[str], path: Path) -> None:
        self.status_line.clear()
        at = self.view.current
        place = [f"+{at + 1}"] if Path(words[0]).name == "less" and at and not self.view.following else []
        try:
            with self.app.suspend():  # pyright: ignore[reportUnknownMemberType]
                # Nothing may be raised in here: Textual would not take the terminal again.
                told = await _pager_ended([*words, *place, str(path)])
        except SuspendNotSupported:
            told = "this terminal cannot be left for a pager; W saves the log"
        if told:
            self.say(told, "warning")
        self.refresh(repaint=True, layout=True)


async def _pager_ended(words: list[str]) -> str:
    """Run a pager; return what is to be said of it, if anything."""
    try:
        status = await run_in_front(words)
    except (OSError, ValueError) as error:
        return f"{words[0]} could not be started: {getattr(error, 'strerror', None) or error}; set PAGER"
    return f"{words[0]} ended with status {status}" if status else ""
