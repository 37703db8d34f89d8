"""The console's widgets, in Textual."""
