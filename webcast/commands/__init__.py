"""What the command line does: each command reads its options, asks the same engine as the pages, and writes.

Nothing here prints by itself: :mod:`webcast.cli` gives a :class:`~webcast.commands.console.Console`.
"""
