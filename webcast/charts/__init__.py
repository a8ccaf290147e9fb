"""Figures: a small analysed frame in, a :class:`plotly.graph_objects.Figure` out.

Pure, and the only package that imports plotly. Every figure

- is drawn from :mod:`webcast.charts.theme`, so that a colour means one thing everywhere and never stands alone;
- is SVG (no WebGL traces); its marks carry a list in ``customdata``: a word, and what finds the people behind it;
- carries its own description for people who do not see it: :func:`webcast.charts.theme.alt`;
- labels its marks directly, and names unit and time zone on its axes.
"""
