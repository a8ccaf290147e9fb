"""The Events page: which events there are, and which are picked."""
