"""A language model that reads calls, at an address that the house chose; off by default.

What goes out: a question and the words of one call. What comes back is a claim: only quotes that stand in the transcript count.
"""
