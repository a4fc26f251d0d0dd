"""Public diplomatic history as files, played through the real command handler, and the demonstration."""
