"""The Home page: how the last event went, what is next, and what changed."""
