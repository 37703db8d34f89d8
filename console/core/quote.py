"""What somebody wrote, as it stands in a message about it."""


def quoted(text: str, longest: int = 60) -> str:
    """Return a text in quotes, on one line, cut to ``longest`` characters."""
    return repr(text if len(text) <= longest else text[: longest - 1] + "…")
