"""Importing: the histories of many existing files, out of other systems, recorded as new events."""
