"""The Funnel page: where did people drop out?"""
