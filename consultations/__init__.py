"""Case management for diplomatic consultations, as an append-only log of events."""
