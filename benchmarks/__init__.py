"""How fast the product is, measured against something bare in the same run. ``python -m benchmarks`` prints JSON lines."""
