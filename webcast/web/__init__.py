"""The ASGI side: who is let in, and what is answered outside the pages.

What pages need to know of it:

- :func:`webcast.web.app_state.visitor_from` (cookies) says who is looking; ask on every rerun, since Streamlit
  freezes the cookies at the handshake and only this call sees a sign-out in another tab.
- :func:`webcast.web.app_state.app_state` is the process's one :class:`~webcast.web.app_state.AppState`.
- :func:`webcast.web.audiences.load_audience` is the one way to get data.
- Forms post to :data:`~webcast.web.signin.LOGIN`, :data:`~webcast.web.signin.LOGOUT` and
  :data:`~webcast.web.signin.FILES_ONLY`, always from a page of the same origin. Fields of the sign-in form:
  ``username`` and ``password``, or ``demo=1``; and ``next``, the local address to go on to. A failed try comes back
  to :data:`~webcast.web.signin.SIGN_IN_PAGE` with ``error=<code>`` (see
  :data:`~webcast.web.signin.SIGN_IN_ERRORS`) and the same ``next``.
- Links to files are made by :mod:`webcast.web.links`.
"""
