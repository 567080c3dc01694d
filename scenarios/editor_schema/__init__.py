"""A JSON Schema of scenario files, made from the schema, for editors that complete and check."""
