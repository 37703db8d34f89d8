"""The colour themes as data: TOML read into frozen values; no Textual here."""
