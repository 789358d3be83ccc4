"""Strategy discussions while partners are asked, and the actions that people and agencies are to do."""
