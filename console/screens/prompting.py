"""The prompt of a screen: a filter, a search, or the command line."""

from textual import on

from console.core.query import Completion
from console.screens.command import COMMANDS, Command, complete_command
from console.screens.framed import FramedScreen
from console.widgets.prompt import Completer, Prompt


class PromptingScreen(FramedScreen):
    """Opens the prompt, and hands on what comes of it."""

    def ask(self, sign: str, text: str = "", completer: Completer | None = None) -> None:
        """Open the prompt in place of the message line."""
        self.add_class("-prompting")
        self.prompt.open(sign, text, completer)

    def ask_command(self, begun: str = "") -> None:
        """Open the command line, perhaps with a command that is ``begun``."""
        self.ask(":", begun, completer=self._complete_command)
        self.prompt.hint(", ".join(COMMANDS))

    def _complete_command(self, text: str, cursor: int) -> list[Completion]:
        """Return the commands, and the views of one's own, that begin with what is typed."""
        own = [
            Completion(view.name, 0, cursor, f"{view.name}: your own view {view.query}".rstrip())
            for view in self.desk.views.own
            if text and view.name.startswith(text[:cursor])
        ]
        return [*complete_command(text, cursor), *own]

    def end_prompt(self) -> None:
        """Close the prompt and give the focus back to the list."""
        self.prompt.close()
        self.remove_class("-prompting")
        self.give_focus()

    def give_focus(self) -> None:
        """Put the focus on the main pane."""
        if self.focus_chain:
            self.set_focus(self.focus_chain[0])

    @on(Prompt.Abandoned)
    def _abandoned(self, event: Prompt.Abandoned) -> None:
        event.stop()
        self.end_prompt()
        self.prompt_abandoned(event.sign)

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        event.stop()
        if event.sign == ":":
            self.end_prompt()
            self.post_message(Command(event.text))
        elif self.prompt_submitted(event.sign, event.text):
            self.end_prompt()

    @on(Prompt.Edited)
    def _edited(self, event: Prompt.Edited) -> None:
        event.stop()
        if event.sign == ":":
            self.prompt.hint("   ".join(each.help for each in self.prompt.completions))
        else:
            self.prompt_edited(event.sign, event.text)

    def prompt_submitted(self, sign: str, text: str) -> bool:  # noqa: ARG002 - for subclasses
        """Take the text of the prompt; False keeps the prompt open (something is wrong with it)."""
        return True

    def prompt_edited(self, sign: str, text: str) -> None:
        """Take note of the text as it is typed."""

    def prompt_abandoned(self, sign: str) -> None:
        """Take note that the prompt was closed with escape."""
