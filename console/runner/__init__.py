"""The slot runner; standard library only, imports nothing of ours."""
