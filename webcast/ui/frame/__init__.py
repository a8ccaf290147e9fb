"""The frame around every page: router, state and address, navigation, filter bar, saved views, a page's shape."""
