# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: check_linear.py TIMES-OF-SMALL TIMES-OF-LARGE FACTOR

Whether inference took FACTOR times as many steps for the large module, a tenth more at most."""
import re
import sys

small, large = (int(re.search(r"(\d+) evaluations", open(path).read())[1]) for path in sys.argv[1:3])
factor = int(sys.argv[3])
print(small, large)
sys.exit(0 if small * factor * 0.5 < large < small * factor * 1.1 else 1)
