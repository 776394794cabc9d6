"""Settings: ``base`` holds every rule; ``local``, ``test`` and ``production`` say only what differs."""
