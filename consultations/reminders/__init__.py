"""Reminders: what falls due is written to those who answer for it, once, and only while it still stands."""
