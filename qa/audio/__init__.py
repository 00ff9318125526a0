"""Sound: from a recording to channels, to where somebody talks, to a clip of a few seconds."""
