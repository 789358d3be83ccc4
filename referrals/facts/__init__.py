"""What is known of each person of a case, from whom, and recording what became known later."""
