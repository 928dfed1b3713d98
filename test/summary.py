# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints 'N passed, N failed' from lit's JSON result: summary.py RESULTS LIT-STATUS."""

import json
import sys

try:
    with open(sys.argv[1]) as f:
        tests = json.load(f)["tests"]
except (OSError, ValueError, KeyError):
    print("test: lit gave no results", file=sys.stderr)
    print("0 passed, 1 failed")
    sys.exit(1)

PASSED = {"PASS", "XFAIL", "FLAKYPASS"}
IGNORED = {"UNSUPPORTED", "EXCLUDED", "SKIPPED"}
passed = sum(t["code"] in PASSED for t in tests)
failed = sum(t["code"] not in PASSED and t["code"] not in IGNORED for t in tests)
if passed + failed == 0:
    print("test: no test was run", file=sys.stderr)
    failed = 1
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or int(sys.argv[2]) not in (0, 1) else 0)
