"""OpenID Connect, the side of a client: what is asked of a provider, and what is believed of its answers.

The words of the protocol are Authlib's, the signatures joserfc's; this package decides what is asked, over which wire
with which limits, and what has to hold. It knows nothing of people, sessions or pages.
"""
