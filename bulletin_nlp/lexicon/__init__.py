"""Vocabulary, cues and divisions as data, and the code that reads them."""
