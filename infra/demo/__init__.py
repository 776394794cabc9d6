"""The demo city: content to judge the product by, its videos, and the loader that puts both in place."""
