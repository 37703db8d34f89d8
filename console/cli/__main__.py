"""``python -m console.cli``: the command without its entry point, for whoever starts it by an interpreter."""

import sys

from console.cli.process import run

if __name__ == "__main__":
    sys.exit(run())
