"""The emulator that the tests read a terminal by, mended where real terminals do another thing."""

import pyte


class Screen(pyte.Screen):
    """A screen that is erased whole: the emulator leaves out the columns that were never written."""

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        for y in range(self.lines):
            self.buffer[y].update((x, self.buffer[y][x]) for x in range(self.columns))
        super().erase_in_display(how, *args, **kwargs)


Seen = tuple[object, ...]
"""What can be seen of a character."""


def seen(char: pyte.screens.Char) -> Seen:
    """What is seen of a character: of a space neither its colour nor whether it is bold or slanted."""
    marks = (char.data, char.bg, char.underscore, char.strikethrough, char.reverse)
    if char.data != " ":
        return (*marks, char.fg, char.bold, char.italics)
    return (*marks, char.fg) if char.underscore or char.strikethrough or char.reverse else marks
