"""Settings of PostgreSQL that keep what people typed out of its log.

A value gets there in four ways: with the statement that failed, with its parameters, with DETAIL ("Failing row contains
…"), and in an error's first line ("invalid input syntax for type date: …"). The last only ends with the errors
themselves, so that is asked of our own logins and not of the server, whose own faults an operator must find.
"""

FOR_EVERYBODY = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
}
FOR_OUR_LOGINS = {**FOR_EVERYBODY, "log_min_messages": "log"}  # which leaves out errors and all below them
