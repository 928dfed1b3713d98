# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
count=0
for program in "$ROOT"/test/run/programs/*.tr "$ROOT"/test/run/programs/*.py; do
  [ -e "$program" ] || continue
  for level in -O0 -O2; do
    tauroc "$program" $level --target aarch64-linux-gnu --emit=obj -o object.o || echo "wrong: $program"
    llvm-readobj -h --symbols object.o > described
    grep -q 'Arch: aarch64' described || echo "wrong architecture: $program"
    grep -q 'Type: Relocatable' described || echo "wrong type: $program"
    grep -q 'Name: main ' described || echo "wrong, no main: $program"
  done
  count=$((count + 1))
done
echo "$count programs"
