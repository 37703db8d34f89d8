"""OpenStack Sahara's documents, API v1.1 and v2, and their way into the model."""
