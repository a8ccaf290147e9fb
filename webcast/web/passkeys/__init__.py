"""Passkeys: the routes, what a browser is asked for, and what is believed of its answer."""
