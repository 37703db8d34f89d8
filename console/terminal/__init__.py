"""Between Textual and the terminal: bytes out, keys in, the life of a session. Knows nothing of jobs."""
