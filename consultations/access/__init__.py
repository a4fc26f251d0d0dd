"""Who may see: levels, compartments, the one filter, and the rights of each login in the database."""
