"""Takes leases and runs steps: the only place where a worker changes the state of an asset."""
