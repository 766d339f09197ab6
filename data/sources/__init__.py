"""Databases that an administrator named in a file: read only, and only by its queries."""
