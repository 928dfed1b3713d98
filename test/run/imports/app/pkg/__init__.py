"""Doc of pkg."""
print("pkg is imported as", __name__, __package__)
VALUE = "value of pkg"
from . import sibling
