"""The engine over HTTP; the background host."""
