"""Linking forge accounts by OAuth. A forge account never signs anybody in and never makes a user (DESIGN.md decision 1)."""
