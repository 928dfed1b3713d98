print("pkg.sub is imported")
from .. import VALUE as UP
