"""How well and how fast the search answers, on a catalogue of its own making beside what the search was tuned on."""
