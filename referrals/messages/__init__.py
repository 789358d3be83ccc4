"""What leaves the hub by e-mail: posted as a row with the work it tells of, sent by the worker."""
