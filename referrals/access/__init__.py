"""Who may see a case: both walls, who opens it to whom, and the doors of its pages."""
