"""The workflow language: parse with places, validate, graph."""
