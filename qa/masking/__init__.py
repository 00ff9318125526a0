"""Finding what is private in a transcript: numbers (spoken as words too), names, addresses; Chinese and English. Words in, places out."""
