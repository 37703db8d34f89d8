"""What the console costs, beside whatever of its kind is installed: `python -m benchmarks.console`."""
