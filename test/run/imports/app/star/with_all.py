__all__ = ["listed", "_but_listed"]
listed = 1
unlisted = 2
_but_listed = 3
