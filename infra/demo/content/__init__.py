"""What the demo city says, as TOML files; ``reading`` turns them into typed values."""
