"""One meaning of a rule: on every engine, and in a second, independent evaluator; and what scores must always be."""
