"""The headless verbs; imports no Textual."""
