// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// measure FILE COMMAND...: runs the command and writes into FILE its processor seconds (all its
// processes and threads), its wall seconds and the kilobytes of its largest resident set. It is
// small itself, since a process inherits at its start what its parent had. Exit status: the
// command's; 128 and more: a signal's.
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec * 1e-6; }

int main(int argc, char** argv) {
  if (argc < 3)
    return 125;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child)
    return 125;
  clock_gettime(CLOCK_MONOTONIC, &end);
  FILE* out = fopen(argv[1], "w");
  if (!out)
    return 125;
  fprintf(out, "%.6f %.6f %ld\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
          (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9,
          usage.ru_maxrss);
  if (fclose(out))
    return 125;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
