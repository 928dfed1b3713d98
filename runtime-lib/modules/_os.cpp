// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _os: the system calls behind os.tr. Paths come as bytes without zeros, beside the
// object that an OSError shall name; where they may be descriptors (Place), as ints too. What a row
// says in WithInts is a C int, and sizes are checked in the bodies: anything else raises as in
// CPython. Other arguments were checked by the caller.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/str.h"

extern "C" char** environ;

namespace tr {
namespace {

const char* pathAt(Value v) { return reinterpret_cast<const char*>(asBytes(v)->data()); }
int numberAt(Value v) {
  int64_t n = 0;
  intToInt64(v, &n);
  return static_cast<int>(n);
}
// A path, or a descriptor: -1 is neither, as for CPython, which then passes no path on.
struct Place {
  const char* path;
  int fd;
};
Place placeAt(Value v) {
  if (v.isInt())
    return {nullptr, static_cast<int>(v.smallInt())};
  return {pathAt(v), -1};
}
// What a call answers that gets a path or, if there is none, a descriptor.
template <typename OfPath, typename OfFd> int callAt(Value v, OfPath ofPath, OfFd ofFd) {
  Place place = placeAt(v);
  if (place.path)
    return ofPath(place.path);
  if (place.fd >= 0)
    return ofFd(place.fd);
  errno = place.fd == -1 ? EFAULT : EBADF;
  return -1;
}
// `Body` with the arguments at these places as ints.
template <NativeFn Body, unsigned... Places> Value withInts(const Value* args, uint64_t nargs) {
  Value given[4] = {};
  std::copy_n(args, nargs, given);
  int64_t n;
  for (unsigned place : {Places...}) {
    if (!toInt32(given[place], &n))
      return kError;
    given[place] = makeInt(n);
  }
  return Body(given, nargs);
}
Value bytesOf(const char* text) { return makeBytes(text, strlen(text)); }
Value textOf(const char* text) { return decodeUtf8(text, "surrogateescape"); }

// None, or the error of the call that answered `result`.
Value done(int result, Value name = kUnbound) {
  return result < 0 ? raiseOSError(errno, name) : kNone;
}

Value raiseOSError2(Value first, Value second) {
  int error = errno;
  Value arguments[] = {smallInt(error), makeStr(strerror(error)), first, kNone, second};
  Value exception = call(typeValue(&tr_type_OSError), arguments, 5);
  return exception.isError() ? kError : raiseObject(exception);
}

// --- status

Value nanoseconds(const timespec& t) {
  return makeInt(static_cast<int64_t>(t.tv_sec) * 1000000000 + t.tv_nsec);
}

// (mode, inode, device, links, uid, gid, size, atime_ns, mtime_ns, ctime_ns, block size, blocks,
// rdev)
Value statusTuple(const struct stat& s) {
  return tupleOf(makeInt(s.st_mode), makeIntFromUInt64(s.st_ino), makeIntFromUInt64(s.st_dev),
                 makeIntFromUInt64(s.st_nlink), makeInt(s.st_uid), makeInt(s.st_gid),
                 makeInt(s.st_size), nanoseconds(s.st_atim), nanoseconds(s.st_mtim),
                 nanoseconds(s.st_ctim), makeInt(s.st_blksize), makeInt(s.st_blocks),
                 makeIntFromUInt64(s.st_rdev));
}

// stat(place, name, follow_links)
Value osStat(const Value* args, uint64_t) {
  struct stat s;
  bool follow = args[2] == kTrue;
  int result = callAt(
      args[0], [&](const char* path) { return follow ? stat(path, &s) : lstat(path, &s); },
      [&](int fd) { return fstat(fd, &s); });
  return result < 0 ? raiseOSError(errno, args[1]) : statusTuple(s);
}
Value osFstat(const Value* args, uint64_t) {
  struct stat s;
  return fstat(numberAt(args[0]), &s) < 0 ? raiseOSError(errno) : statusTuple(s);
}
// kind(place, follow_links): the mode, or 0 where there is nothing; never raises.
Value osKind(const Value* args, uint64_t) {
  struct stat s;
  bool follow = args[1] == kTrue;
  int result = callAt(
      args[0], [&](const char* path) { return follow ? stat(path, &s) : lstat(path, &s); },
      [&](int fd) { return fstat(fd, &s); });
  return smallInt(result < 0 ? 0 : s.st_mode);
}
Value osAccess(const Value* args, uint64_t) {
  return boolean(access(pathAt(args[0]), numberAt(args[1])) == 0);
}

// --- folders and links

Value osGetcwd(const Value*, uint64_t) {
  char* folder = getcwd(nullptr, 0);
  if (!folder)
    return raiseOSError(errno);
  Value answer = bytesOf(folder);
  free(folder);
  return answer;
}
Value osChdir(const Value* args, uint64_t) { return done(callAt(args[0], chdir, fchdir), args[1]); }

// The folder at a place, to be closed; a descriptor stays open and is read from its beginning.
DIR* folderAt(Value v) {
  Place place = placeAt(v);
  if (place.path || place.fd == -1)
    return opendir(place.path ? place.path : ".");
  int fd = fcntl(place.fd, F_DUPFD_CLOEXEC, 0);
  DIR* folder = fd < 0 ? nullptr : fdopendir(fd);
  if (folder) {
    rewinddir(folder);
  } else if (fd >= 0) {
    int error = errno;
    close(fd);
    errno = error;
  }
  return folder;
}

// entries(place, name): pairs of name (bytes) and kind as d_type has it, in the system's order.
Value osEntries(const Value* args, uint64_t) {
  DIR* folder = folderAt(args[0]);
  if (!folder) // a descriptor that is none is not named
    return raiseOSError(errno, errno == EBADF ? kUnbound : args[1]);
  List* list = allocateList(0);
  errno = 0;
  while (dirent* entry = list ? readdir(folder) : nullptr) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    Value pair = tupleOf(bytesOf(entry->d_name), smallInt(entry->d_type));
    if (pair.isError() || !listAppend(list, pair))
      list = nullptr;
    errno = 0;
  }
  int error = errno;
  closedir(folder);
  if (!list)
    return kError;
  return error ? raiseOSError(error, args[1]) : objectValue(list);
}

Value osMkdir(const Value* args, uint64_t) {
  return done(mkdir(pathAt(args[0]), static_cast<mode_t>(numberAt(args[2]))), args[1]);
}
Value osRmdir(const Value* args, uint64_t) { return done(rmdir(pathAt(args[0])), args[1]); }
Value osUnlink(const Value* args, uint64_t) { return done(unlink(pathAt(args[0])), args[1]); }
// rename, link and symlink: (from, to, from's name, to's name)
template <int (*Call)(const char*, const char*)> Value osTwoPaths(const Value* args, uint64_t) {
  return Call(pathAt(args[0]), pathAt(args[1])) < 0 ? raiseOSError2(args[2], args[3]) : kNone;
}
Value osReadlink(const Value* args, uint64_t) {
  char target[4096];
  ssize_t length = readlink(pathAt(args[0]), target, sizeof target);
  return length < 0 ? raiseOSError(errno, args[1])
                    : makeBytes(target, static_cast<uint64_t>(length));
}
// A position in a file.
bool offsetAt(Value v, int64_t* offset) {
  Value exact = toIndex(v);
  if (exact.isError())
    return false;
  if (!intToInt64(exact, offset))
    return raiseOverflowError("Python int too large to convert to C long"), false;
  return true;
}
Value osChmod(const Value* args, uint64_t) {
  auto mode = static_cast<mode_t>(numberAt(args[2]));
  int result = callAt(
      args[0], [=](const char* path) { return chmod(path, mode); },
      [=](int fd) { return fchmod(fd, mode); });
  return done(result, args[1]);
}
Value osTruncate(const Value* args, uint64_t) {
  int64_t size;
  if (!offsetAt(args[2], &size))
    return kError;
  int result = callAt(
      args[0], [=](const char* path) { return truncate(path, size); },
      [=](int fd) { return ftruncate(fd, size); });
  return done(result, args[0].isInt() && errno == EBADF ? kUnbound : args[1]);
}
// utime(place, name, access seconds or None for now, rest in ns, modification seconds, rest)
Value osUtime(const Value* args, uint64_t) {
  timespec times[2];
  for (int i = 0; i < 2; i++) {
    if (args[2].isNone()) {
      times[i] = {0, UTIME_NOW};
      continue;
    }
    Value seconds = toIndex(args[2 + 2 * i]);
    int64_t whole, rest;
    if (seconds.isError())
      return kError;
    if (!intToInt64(seconds, &whole))
      return raiseOverflowError("timestamp out of range for platform time_t");
    if (!offsetAt(args[3 + 2 * i], &rest))
      return kError;
    times[i] = {whole, rest};
  }
  int result = callAt(
      args[0], [&](const char* path) { return utimensat(AT_FDCWD, path, times, 0); },
      [&](int fd) { return futimens(fd, times); });
  if (result < 0 && errno == EFAULT)
    errno = EINVAL; // without a path
  return done(result, args[1]);
}
Value osUmask(const Value* args, uint64_t) {
  return smallInt(umask(static_cast<mode_t>(numberAt(args[0]))));
}

// --- descriptors

// open(path, name, flags, mode)
Value osOpen(const Value* args, uint64_t) {
  int fd = open(pathAt(args[0]), numberAt(args[2]) | O_CLOEXEC, numberAt(args[3]));
  return fd < 0 ? raiseOSError(errno, args[1]) : smallInt(fd);
}
Value osClose(const Value* args, uint64_t) { return done(close(numberAt(args[0]))); }
// What `from` reads, which answers as read(2) does: at most so many bytes.
template <typename From> Value readBytes(int64_t size, From from) {
  if (size < 0)
    return raiseOSError(EINVAL);
  Bytes* buffer = allocateBytes(static_cast<uint64_t>(size));
  if (!buffer)
    return kError;
  ssize_t got;
  do
    got = from(buffer->data(), static_cast<size_t>(size));
  while (got < 0 && errno == EINTR);
  if (got < 0)
    return raiseOSError(errno);
  return got == size ? objectValue(buffer) : makeBytes(buffer->data(), static_cast<uint64_t>(got));
}
Value osRead(const Value* args, uint64_t) {
  int fd = numberAt(args[0]);
  int64_t size;
  if (!toSsize(args[1], &size))
    return kError;
  return readBytes(size, [fd](void* to, size_t count) { return read(fd, to, count); });
}
// pread(fd, size, offset)
Value osPread(const Value* args, uint64_t) {
  int fd = numberAt(args[0]);
  int64_t size, offset;
  if (!toSsize(args[1], &size) || !toSsize(args[2], &offset))
    return kError;
  return readBytes(size, [=](void* to, size_t count) { return pread(fd, to, count, offset); });
}
// What `to` writes of the bytes, which answers as write(2) does.
template <typename To> Value writeBytes(std::string_view bytes, To to) {
  ssize_t put;
  do
    put = to(bytes.data(), bytes.size());
  while (put < 0 && errno == EINTR);
  return put < 0 ? raiseOSError(errno) : makeInt(put);
}
Value osWrite(const Value* args, uint64_t) {
  int fd = numberAt(args[0]);
  std::string_view bytes;
  if (!bytesLikeOrRaise(args[1], &bytes))
    return kError;
  return writeBytes(bytes, [fd](const void* from, size_t size) { return write(fd, from, size); });
}
// pwrite(fd, bytes, offset)
Value osPwrite(const Value* args, uint64_t) {
  int fd = numberAt(args[0]);
  std::string_view bytes; // is refused first
  int64_t offset;
  if (!bytesLikeOrRaise(args[1], &bytes) || !toSsize(args[2], &offset))
    return kError;
  return writeBytes(bytes,
                    [=](const void* from, size_t size) { return pwrite(fd, from, size, offset); });
}
Value osLseek(const Value* args, uint64_t) {
  int64_t offset;
  if (!offsetAt(args[1], &offset))
    return kError;
  off_t at = lseek(numberAt(args[0]), offset, numberAt(args[2]));
  return at < 0 ? raiseOSError(errno) : makeInt(at);
}
Value osFsync(const Value* args, uint64_t) { return done(fsync(numberAt(args[0]))); }
Value osFdatasync(const Value* args, uint64_t) { return done(fdatasync(numberAt(args[0]))); }
Value osFtruncate(const Value* args, uint64_t) {
  int64_t size;
  if (!offsetAt(args[1], &size))
    return kError;
  return done(ftruncate(numberAt(args[0]), size));
}
Value osDup(const Value* args, uint64_t) {
  int fd = fcntl(numberAt(args[0]), F_DUPFD_CLOEXEC, 0);
  return fd < 0 ? raiseOSError(errno) : smallInt(fd);
}
Value osPipe(const Value*, uint64_t) {
  int ends[2];
  return pipe2(ends, O_CLOEXEC) < 0 ? raiseOSError(errno)
                                    : tupleOf(smallInt(ends[0]), smallInt(ends[1]));
}
Value osDup2(const Value* args, uint64_t) {
  int from = numberAt(args[0]), to = numberAt(args[1]);
  // dup3 refuses equal ones, which dup2 answers
  bool cloexec = args[2] != kTrue && from != to;
  int fd = cloexec ? dup3(from, to, O_CLOEXEC) : dup2(from, to);
  return fd < 0 ? raiseOSError(errno) : smallInt(fd);
}
// Flags of descriptors: flag(fd) and set_flag(fd, whether).
template <int Get, int Flag> Value osFlag(const Value* args, uint64_t) {
  int flags = fcntl(numberAt(args[0]), Get);
  return flags < 0 ? raiseOSError(errno) : boolean(!(flags & Flag));
}
template <int Get, int Set, int Flag> Value osSetFlag(const Value* args, uint64_t) {
  int fd = numberAt(args[0]), flags = fcntl(fd, Get);
  int is = truth(args[1]);
  if (is < 0)
    return kError;
  return done(flags < 0 ? flags : fcntl(fd, Set, is ? flags & ~Flag : flags | Flag));
}
Value osIsatty(const Value* args, uint64_t) { return boolean(isatty(numberAt(args[0]))); }
Value osTerminalSize(const Value* args, uint64_t) {
  winsize size;
  if (ioctl(numberAt(args[0]), TIOCGWINSZ, &size) < 0)
    return raiseOSError(errno);
  return tupleOf(smallInt(size.ws_col), smallInt(size.ws_row));
}

// --- environment and processes

// Pairs of bytes.
Value osEnvironment(const Value*, uint64_t) {
  List* list = allocateList(0);
  for (char** entry = environ; list && entry && *entry; entry++) {
    const char* equals = strchr(*entry, '=');
    if (!equals)
      continue;
    Value pair =
        tupleOf(makeBytes(*entry, static_cast<uint64_t>(equals - *entry)), bytesOf(equals + 1));
    if (pair.isError() || !listAppend(list, pair))
      return kError;
  }
  return list ? objectValue(list) : kError;
}
Value osPutenv(const Value* args, uint64_t) {
  return done(setenv(pathAt(args[0]), pathAt(args[1]), 1));
}
Value osUnsetenv(const Value* args, uint64_t) { return done(unsetenv(pathAt(args[0]))); }

template <auto Call> Value osNumber(const Value*, uint64_t) {
  return makeInt(static_cast<int64_t>(Call()));
}
Value osKill(const Value* args, uint64_t) {
  return done(kill(numberAt(args[0]), numberAt(args[1])));
}
Value osKillpg(const Value* args, uint64_t) {
  return done(killpg(numberAt(args[0]), numberAt(args[1])));
}
template <auto Call> Value osOfProcess(const Value* args, uint64_t) {
  pid_t found = Call(numberAt(args[0]));
  return found < 0 ? raiseOSError(errno) : makeInt(found);
}
Value osExit(const Value* args, uint64_t) { _exit(numberAt(args[0])); }
Value osSystem(const Value* args, uint64_t) { return makeInt(system(pathAt(args[0]))); }
Value osStrerror(const Value* args, uint64_t) { return textOf(strerror(numberAt(args[0]))); }
Value osUname(const Value*, uint64_t) {
  utsname names;
  if (uname(&names) < 0)
    return raiseOSError(errno);
  return tupleOf(textOf(names.sysname), textOf(names.nodename), textOf(names.release),
                 textOf(names.version), textOf(names.machine));
}
Value osCpuCount(const Value*, uint64_t) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? makeInt(count) : kNone;
}
Value osUsableCpuCount(const Value*, uint64_t) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) < 0 ? kNone : smallInt(CPU_COUNT(&set));
}
Value osTimes(const Value*, uint64_t) {
  struct tms t;
  clock_t elapsed = times(&t);
  auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  auto seconds = [&](clock_t c) { return makeFloat(static_cast<double>(c) / ticks); };
  return tupleOf(seconds(t.tms_utime), seconds(t.tms_stime), seconds(t.tms_cutime),
                 seconds(t.tms_cstime), seconds(elapsed));
}
Value osLoad(const Value*, uint64_t) {
  double load[3];
  if (getloadavg(load, 3) != 3)
    return raise(&tr_type_OSError, "Load averages are unobtainable");
  return tupleOf(makeFloat(load[0]), makeFloat(load[1]), makeFloat(load[2]));
}
Value osRandom(const Value* args, uint64_t) {
  int64_t wanted;
  if (!toSsize(args[0], &wanted))
    return kError;
  if (wanted < 0)
    return raiseValueError("negative argument not allowed");
  auto size = static_cast<uint64_t>(wanted);
  Bytes* bytes = allocateBytes(size);
  for (uint64_t at = 0; bytes && at < size;) {
    ssize_t got = getrandom(bytes->data() + at, size - at, 0);
    if (got < 0 && errno != EINTR)
      return raiseOSError(errno);
    at += got > 0 ? static_cast<uint64_t>(got) : 0;
  }
  return bytes ? objectValue(bytes) : kError;
}

// home(user as bytes, or None for the one who runs): bytes, or None when unknown.
Value osHome(const Value* args, uint64_t) {
  errno = 0;
  passwd* entry = args[0].isNone() ? getpwuid(getuid()) : getpwnam(pathAt(args[0]));
  return entry ? bytesOf(entry->pw_dir) : kNone;
}

const NativeDef kFunctions[] = {
    nativeOne("home", osHome),
    nativePositional("stat", osStat, 3, 3),
    nativeOne("fstat", withInts<osFstat, 0>),
    nativePositional("kind", osKind, 2, 2),
    nativePositional("access", withInts<osAccess, 1>, 2, 2),
    nativeNone("getcwd", osGetcwd),
    nativePositional("chdir", osChdir, 2, 2),
    nativePositional("entries", osEntries, 2, 2),
    nativePositional("mkdir", withInts<osMkdir, 2>, 3, 3),
    nativePositional("rmdir", osRmdir, 2, 2),
    nativePositional("unlink", osUnlink, 2, 2),
    nativePositional("rename", osTwoPaths<rename>, 4, 4),
    nativePositional("link", osTwoPaths<link>, 4, 4),
    nativePositional("symlink", osTwoPaths<symlink>, 4, 4),
    nativePositional("readlink", osReadlink, 2, 2),
    nativePositional("chmod", withInts<osChmod, 2>, 3, 3),
    nativePositional("truncate", osTruncate, 3, 3),
    nativePositional("utime", osUtime, 3, 6),
    nativeOne("umask", withInts<osUmask, 0>),
    nativePositional("open", withInts<osOpen, 2, 3>, 4, 4),
    nativeOne("close", withInts<osClose, 0>),
    nativePositional("read", withInts<osRead, 0>, 2, 2),
    nativePositional("write", withInts<osWrite, 0>, 2, 2),
    nativePositional("lseek", withInts<osLseek, 0, 2>, 3, 3),
    nativeOne("fsync", withInts<osFsync, 0>),
    nativePositional("ftruncate", withInts<osFtruncate, 0>, 2, 2),
    nativeOne("dup", withInts<osDup, 0>),
    nativePositional("dup2", withInts<osDup2, 0, 1>, 3, 3),
    nativePositional("pread", withInts<osPread, 0>, 3, 3),
    nativePositional("pwrite", withInts<osPwrite, 0>, 3, 3),
    nativeOne("get_blocking", withInts<osFlag<F_GETFL, O_NONBLOCK>, 0>),
    nativePositional("set_blocking", withInts<osSetFlag<F_GETFL, F_SETFL, O_NONBLOCK>, 0>, 2, 2),
    nativeOne("get_inheritable", withInts<osFlag<F_GETFD, FD_CLOEXEC>, 0>),
    nativePositional("set_inheritable", withInts<osSetFlag<F_GETFD, F_SETFD, FD_CLOEXEC>, 0>, 2, 2),
    nativeOne("fdatasync", withInts<osFdatasync, 0>),
    nativeOne("getpgid", withInts<osOfProcess<getpgid>, 0>),
    nativeOne("getsid", withInts<osOfProcess<getsid>, 0>),
    nativeNone("getpgrp", osNumber<getpgrp>),
    nativePositional("killpg", withInts<osKillpg, 0, 1>, 2, 2),
    nativeNone("pipe", osPipe),
    nativeOne("isatty", withInts<osIsatty, 0>),
    nativeOne("terminal_size", withInts<osTerminalSize, 0>),
    nativeNone("environment", osEnvironment),
    nativePositional("putenv", osPutenv, 2, 2),
    nativeOne("unsetenv", osUnsetenv),
    nativeNone("getpid", osNumber<getpid>),
    nativeNone("getppid", osNumber<getppid>),
    nativeNone("getuid", osNumber<getuid>),
    nativeNone("geteuid", osNumber<geteuid>),
    nativeNone("getgid", osNumber<getgid>),
    nativeNone("getegid", osNumber<getegid>),
    nativePositional("kill", withInts<osKill, 0, 1>, 2, 2),
    nativeOne("exit", withInts<osExit, 0>),
    nativeOne("system", osSystem),
    nativeOne("strerror", withInts<osStrerror, 0>),
    nativeNone("uname", osUname),
    nativeNone("cpu_count", osCpuCount),
    nativeNone("usable_cpu_count", osUsableCpuCount),
    nativeNone("times", osTimes),
    nativeNone("getloadavg", osLoad),
    nativeOne("random", osRandom),
    kNativeEnd,
};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(_os, tr::kFunctions, tr::kAttributes);
