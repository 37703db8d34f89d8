"""The embedded engine: store (SQLite), scheduler, log files."""
