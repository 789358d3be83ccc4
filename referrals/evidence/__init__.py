"""What is written once, and what the field log keeps."""
