"""The slot runner: a small process of its own that owns one command at a time and outlives the engine.

Standard library only, and nothing of ours outside this package: it starts as `python -I -S`, in its own
session. The engine uses the same modules to speak to it (`protocol`, `spawn`) and to read what it left
(`control`).
"""
