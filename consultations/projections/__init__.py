"""Reading: each question asked of the files is a fold over the sealed log into rows of one table."""
