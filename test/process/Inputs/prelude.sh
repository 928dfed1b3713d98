# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# program NAME...: makes the program ./NAME of NAME.tr. With TAURO_REFERENCE it is a script that runs
# NAME.tr with that interpreter: what the tests expect is what they print then.
program() {
  for name in "$@"; do
    if [ -n "$TAURO_REFERENCE" ]; then
      printf '#!/bin/sh\nexec %s -E -B -X utf8 "%s/%s.tr" "$@"\n' "$TAURO_REFERENCE" "$PWD" "$name" > "$name"
      chmod +x "$name"
    else
      tauroc "$name.tr" -o "$name" || exit 1
    fi
  done
}
# bare COMMAND...: its output without the folder's name, then its status.
bare() {
  "$@" > .out 2> .err
  code=$?
  cat .out
  sed "s|$PWD/||" .err
  echo "status $code"
}
