from ..sibling import VALUE
from . import helper
from .helper import *
NAME = __name__ + ":" + VALUE + ":" + helper.CONSTANT + ":" + assist()
