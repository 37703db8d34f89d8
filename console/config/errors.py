"""What is wrong with the configuration."""

from collections.abc import Iterable


class ConfigError(Exception):
    """The configuration cannot be used. ``str()`` has one sentence a line, each with its file and key."""

    def __init__(self, mistakes: str | Iterable[str], *, advice: str = "") -> None:
        self.mistakes = (mistakes,) if isinstance(mistakes, str) else tuple(mistakes)
        self.advice = advice
        super().__init__("\n".join(self.mistakes))


class UnknownContext(ConfigError):
    """A context was named that no file has."""
