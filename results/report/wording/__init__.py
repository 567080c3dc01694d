"""How the report speaks: numbers, times and names in the reader's language, terms explained."""
