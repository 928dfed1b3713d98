from ... import one as ONE
from ...sub.leaf import LEAF as L
from .. import w
name = __name__
