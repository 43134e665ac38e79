"""Where facts come from: snapshots and candidates described by hand, as rows of one table."""
