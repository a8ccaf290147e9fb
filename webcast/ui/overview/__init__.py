"""The Overview page: how did it go?"""
