"""The Surveys and Questions pages: what did they say, what did they ask?"""
