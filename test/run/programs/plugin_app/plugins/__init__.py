"""The plugins that come along."""

from core import VERSION
from . import markup
from .spacing import *

__all__ = ["markup", "Squeeze", "pad"]
_private = True
print("plugins loaded after", __name__, markup.__name__)
