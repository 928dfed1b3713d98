partial = 1
raise RuntimeError("at import")
