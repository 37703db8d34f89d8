"""The contract suite that any backend must pass."""
