"""A live log: colours, two streams, a line that is drawn over and over, now and then something to find."""

import random
import sys
import time

LEVELS = (
    ("DEBUG", "\x1b[2m", 30),
    ("INFO", "\x1b[32m", 55),
    ("WARN", "\x1b[33m", 12),
    ("ERROR", "\x1b[1;31m", 3),
)
THINGS = ("cache refreshed", "request served", "connection reused", "batch written", "lease renewed")


def stream(minutes: float) -> None:
    """Talk for so many minutes, five lines a second."""
    chance = random.Random(7)
    end = time.monotonic() + minutes * 60
    number = 0
    while time.monotonic() < end:
        number += 1
        level, colour, _ = chance.choices(LEVELS, [weight for _, _, weight in LEVELS])[0]
        text = (
            f"{colour}{level:<5}\x1b[0m {number:05d} {chance.choice(THINGS)} in {chance.randrange(2, 400)} ms"
        )
        print(text, file=sys.stderr if level == "ERROR" else sys.stdout, flush=True)
        time.sleep(0.2)
    print(f"{number} lines")


def batch(name: str, seconds: float) -> None:
    """Draw a progress bar for so many seconds."""
    steps = 20
    for step in range(steps + 1):
        bar = "#" * step + "." * (steps - step)
        print(f"\rbatch {name} [{bar}] {step * 100 // steps:3d} %", end="", flush=True)
        time.sleep(seconds / steps)
    print()


if __name__ == "__main__":
    if sys.argv[1] == "stream":
        stream(float(sys.argv[2]))
    else:
        batch(sys.argv[2], float(sys.argv[3]))
