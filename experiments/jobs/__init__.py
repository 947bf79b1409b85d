"""Jobs of a researcher with a deadline, each a short script written from the documents alone."""
