"""Deciding: the rules of diplomatic consultations as pure functions over frozen messages."""
