"""The Timeline page: when were people there?"""
