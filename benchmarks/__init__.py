"""How fast the log is, always beside bare psycopg and beside a peer, in one interleaved run on one server."""
