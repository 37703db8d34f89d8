"""Files, contexts and credentials: what is set, and who set it. No file of the current folder is read."""
