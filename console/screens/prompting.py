"""The prompt of a screen: a filter, a search, or the command line."""

from dataclasses import replace

from textual import on, work

from console.client.trouble import Trouble
from console.core.query import Completion
from console.core.recall import Recall
from console.key_names import face
from console.screens.command import Command
from console.screens.command_complete import World, complete_command, usage_hint
from console.screens.command_table import Takes, commands_named
from console.screens.command_world import world_of
from console.screens.desk import Desk
from console.screens.framed import FramedScreen
from console.widgets.key_bar import Hint
from console.widgets.prompt import Completer, Prompt
from console.widgets.sign import glyph


class PromptingScreen(FramedScreen):
    """Opens the prompt, and hands on what comes of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._world = World()

    def ask(
        self, sign: str, text: str = "", completer: Completer | None = None, recall: Recall | None = None
    ) -> None:
        """Open the prompt in place of the message line."""
        self.status_line.display = False
        self.prompt.open(sign, text, completer, recall)
        self.refresh_keys()

    def ask_command(self, begun: str = "") -> None:
        """Open the command line, perhaps with a command that is ``begun``."""
        self._world = world_of(self)
        self.ask(":", begun, completer=self._complete_command, recall=self.desk.recall)
        self.prompt.offer_again()

    def _complete_command(self, text: str, cursor: int) -> list[Completion]:
        """Return the commands, and the views of one's own, that begin with what is typed."""
        own = [
            Completion(view.name, 0, len(text), f"your own view {view.query}".rstrip())
            for view in self.desk.views.own
            if text and " " not in text and view.name.startswith(text[:cursor])
        ]
        return [*complete_command(text, cursor, self._world), *own]

    @work(group="names", name="names", exclusive=True)
    async def _learn_workflows(self) -> None:
        """Ask for the names of workflows: only who types :start wants them."""
        answer = await self.desk.session.workflows()
        if not isinstance(answer, Trouble):
            known = {each.id: each.description for each in answer}
            self._world = replace(self._world, names={**self._world.names, Takes.WORKFLOW: known})
            self.prompt.offer_again()

    def end_prompt(self) -> None:
        """Close the prompt and give the focus back to the list."""
        self.prompt.close()
        self.status_line.display = True
        self.give_focus()
        self.refresh_keys()

    def refresh_keys(self) -> None:
        """Tell of the prompt's keys while it is open: every other one is text then."""
        if not self.prompt.is_open:
            super().refresh_keys()
            return
        does = {":": "run it", "/": "look", "&": "look", "W": "write it"}.get(self.prompt.sign, "take it")
        hints = [Hint(glyph(face("enter")), does), Hint("esc", "give up")]
        if self.prompt.completes:
            hints.insert(1, Hint("tab", "complete"))
        if self.prompt.sign == ":":
            hints.insert(2, Hint(f"{glyph('↑')} {glyph('↓')}", "earlier ones"))
        self.key_bar.show(hints)

    def give_focus(self) -> None:
        """Put the focus on the main pane."""
        if self.focus_chain:
            self.set_focus(self.focus_chain[0])

    def on_descendant_blur(self) -> None:
        """Take the focus back where nobody got it.

        Textual takes it from a pane that is hidden a moment late, when the pane may be shown again.
        """
        in_front = self.app.app_focus  # pyright: ignore[reportUnknownMemberType]
        if self.focused is None and in_front and not self.prompt.is_open:
            self.give_focus()

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
            self.prompt.hint(usage_hint(event.text))
            head, space, _ = event.text.partition(" ")
            if space and commands_named(head) == ("start",) and Takes.WORKFLOW not in self._world.names:
                self._learn_workflows()
        else:
            self.prompt_edited(event.sign, event.text)

    def prompt_submitted(self, sign: str, text: str) -> bool:  # noqa: ARG002 - for subclasses
        """Take the text of the prompt; False keeps the prompt open (something is wrong with it)."""
        return True

    def prompt_edited(self, sign: str, text: str) -> None:
        """Take note of the text as it is typed."""

    def prompt_abandoned(self, sign: str) -> None:
        """Take note that the prompt was closed with escape."""
