print("sibling is imported")
from . import VALUE
import pkg.sub


def look_up():
    from .sub.helper import CONSTANT
    return VALUE + "/" + CONSTANT
