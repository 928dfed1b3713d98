pub = "pub"
_priv = "priv"
import sys
