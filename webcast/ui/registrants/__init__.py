"""The Registrants page: who came?"""
