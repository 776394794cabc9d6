"""What is looked for, counted by day. No person, no address, no session: only words and numbers."""
