"""All SQL of the app: the engine and its guarantees, the schema, studies, interviews, and what exports read."""
