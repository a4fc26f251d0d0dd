"""Remembering: the append-only log, its codec, its seal and its readers."""
