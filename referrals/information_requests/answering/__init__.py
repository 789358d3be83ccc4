"""The agency's side: what is asked of it, its answers, and its say over them."""
