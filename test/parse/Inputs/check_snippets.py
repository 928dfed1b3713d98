# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_snippets.py TAURO_PARSE FILE...: compares tauro-parse with the verdicts recorded in snippets."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import snippets

ERROR = re.compile(rb"^<stdin>:(\d+):(\d+): error: (\w+Error): (.*)$", re.MULTILINE)


def verdict(tool, source):
    run = subprocess.run([tool, "--positions", "-"], input=source.encode("utf-8", "surrogatepass"),
                         capture_output=True)
    if run.returncode == 0:
        return "ok " + snippets.hash_of(run.stdout.decode("utf-8", "surrogatepass").removesuffix("\n"))
    found = ERROR.search(run.stderr)
    if not found or run.returncode != 1:
        return f"exit status {run.returncode}: {run.stderr.decode(errors='replace')}"
    line, column, kind, message = (group.decode() for group in found.groups())
    return f"{kind} {line}:{column} {message}"


def main(tool, *paths):
    jobs = [(path, *snippet) for path in paths for snippet in snippets.read(path)]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda job: verdict(tool, job[2]), jobs))
    wrong = 0
    for (path, expected, source, line), got in zip(jobs, results):
        if got != expected:
            wrong += 1
            print(f"{path}:{line}: {source!r}\n  expected {expected}\n  got      {got}")
    print(f"{len(jobs)} snippets, {wrong} wrong")
    return wrong > 0 or not jobs


sys.exit(main(*sys.argv[1:]))
