"""Pure text work: folding, tokens, sound and the reading of queries. Knows no database."""
