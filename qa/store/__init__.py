"""The database and the files: SQLModel lives here alone."""
