"""Who may see a case: the rules in Python and SQL, granting access, and the view decorators."""
