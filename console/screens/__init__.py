"""The console's screens, in Textual."""
