"""Job Console: one keyboard-driven terminal console for jobs, whatever engine runs them."""
