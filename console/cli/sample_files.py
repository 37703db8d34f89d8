"""Where the sample workflows are: beside the code in a wheel, at the root of a source tree."""

from pathlib import Path

from console.cli.exits import Exit, Failure


def examples_folder() -> Path:
    """Return the folder of the sample workflows. Raises Failure where the installation has none."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "examples", package.parent / "examples"):
        if (folder / "nightly-ingest.yaml").is_file():
            return folder
    raise Failure(
        Exit.FAILED,
        f"the sample workflows are not beside {package}",
        "Install the package again: they are a part of it.",
    )
