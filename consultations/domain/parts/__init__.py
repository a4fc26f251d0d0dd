"""The parts of a file, one module for each topic: what decisions see of them, and what lists show."""
