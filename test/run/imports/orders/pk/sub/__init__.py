print("sub", __name__)
from .leaf import *
from .leaf import _hidden as shown
from .. import __name__ as parent_name
