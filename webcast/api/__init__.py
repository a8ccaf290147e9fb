"""The Reporting API: calls and fields as data, return codes as errors, a client that keeps secrets.

Pure modules (:mod:`~webcast.api.guide`, :mod:`~webcast.api.endpoints`, :mod:`~webcast.api.codes`,
:mod:`~webcast.api.limits`, :mod:`~webcast.api.redaction`) can be imported by anything; only
:mod:`~webcast.api.client` and what it stands on speak HTTP. This file imports neither, so that the
pure ones stay light.
"""
