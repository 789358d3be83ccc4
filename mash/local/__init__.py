"""Running the whole service on one machine, for the demo and the tests."""
