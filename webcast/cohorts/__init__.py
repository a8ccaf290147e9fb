"""Cohorts: named sets of people behind a mark, a stage or a preset, in one language for pages, files and commands."""
