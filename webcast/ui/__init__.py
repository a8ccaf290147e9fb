"""What the pages share: the router, the state and the URL, the filter bar, the shape of a page.

Only this package, `pages/` and `app.py` import Streamlit.
"""
