"""What every face shares: contexts, polling, cache, staleness, plan and act."""
