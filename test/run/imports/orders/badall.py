__all__ = ["yes", "missing"]
yes = 1
