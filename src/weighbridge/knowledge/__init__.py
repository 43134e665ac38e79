"""What is known about the world: dated, sourced data files that a lawyer or an engineer can read, and their loaders."""
