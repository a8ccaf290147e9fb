"""What an installed Chromium makes of our own pages and figures: PDF, and charts as PNG, SVG and PDF.

What a browser writes meanwhile is in a folder of ours, which only we can read and which is gone at the end. No page
and no figure can reach a network.
"""
