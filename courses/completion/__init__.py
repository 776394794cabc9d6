"""When a lesson and a course count as completed, and what is still missing."""
