"""Opening a lesson: access, locks, the player and everything its page shows."""
