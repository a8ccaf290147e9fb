"""A sandbox of the webcast platform: the Reporting API over real HTTP, with a seeded, believable world of events.

Everybody and everything in it is made up. :mod:`~webcast.sandbox.world` makes the world,
:mod:`~webcast.sandbox.server` answers as the platform's guide says, :mod:`~webcast.sandbox.running` starts it.
``docs/sandbox.md`` tells what is documented behaviour and what is inferred.
"""
