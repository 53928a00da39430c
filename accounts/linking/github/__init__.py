"""GitHub: an OAuth app that asks for no scope at all; public facts need none."""
