"""Files, contexts, credentials."""
