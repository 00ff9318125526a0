"""One file a page, run by ``main.py``."""
