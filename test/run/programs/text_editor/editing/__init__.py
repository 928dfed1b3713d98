"""The parts of an editor, for those who use it as a library."""

from .commands import Argument, Editor, commands
from .document import Document, Listener, Marks
from .errors import *
from .history import Edit, Group, History, Kind, Position, Selection, normalised
from .pieces import Piece, PieceTable, Source
from .search import Query, expand, substitute
from .syntax import Highlighter, Span, Style, Syntax
from .view import Cache, Viewport, wrap_line

__all__ = [name for name in dir() if not name.startswith("_")]
