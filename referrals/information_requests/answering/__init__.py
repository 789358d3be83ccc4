"""The agency's side of a request: the inbox, its answers, and the marks it sets on them."""
