"""OpenStack Sahara 19, as it was recorded: API v1.1 and v2."""
