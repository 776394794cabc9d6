"""The audit log: who did what to which object, when and why; it can be added to and never changed."""
