"""Pure rules: states, legal actions, the query language, explanations, sanitising. No IO."""
