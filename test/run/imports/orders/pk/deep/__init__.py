from ..sub import leaf
from ..sub.leaf import where as w
