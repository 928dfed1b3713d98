// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/driver/output_file.h"

#include "compiler/driver/crash.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tauro::driver {

namespace {

std::string reason(const std::string& path) { return path + ": " + std::strerror(errno); }

std::string folderOf(const std::string& path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool writeAll(int file, const char* data, size_t size) {
  while (size > 0) {
    ssize_t written = ::write(file, data, size);
    if (written < 0) {
      if (errno == EINTR)
        continue;
      return false;
    }
    data += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

} // namespace

OutputFile::~OutputFile() {
  if (temporary_.empty())
    return;
  unlink(temporary_.c_str());
  keepOnCrash(temporary_);
}

bool OutputFile::open(bool executable, std::string* error) {
  struct stat status;
  std::string folder = folderOf(path_);
  if (stat(path_.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      *error = path_ + ": is a directory";
      return false;
    }
    // A rename would replace what its owner protects.
    if (access(path_.c_str(), W_OK) != 0) {
      *error = reason(path_);
      return false;
    }
    inPlace_ = S_ISREG(status.st_mode);
    if (!inPlace_)
      folder = temporaryFolder();
  }
  std::string pattern = folder + "/.tauroc-XXXXXX";
  int file = mkstemp(pattern.data());
  if (file < 0) {
    *error = errno == ENOENT || errno == ENOTDIR ? folder + ": no such folder" : reason(folder);
    return false;
  }
  temporary_ = pattern;
  removeOnCrash(temporary_);
  mode_t mask = umask(0);
  umask(mask);
  fchmod(file, (executable ? 0777 : 0666) & ~mask);
  close(file);
  return true;
}

bool OutputFile::copyToPlace(std::string* error) {
  int from = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
  int to = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  bool ok = from >= 0 && to >= 0;
  char buffer[1 << 16];
  while (ok) {
    ssize_t count = read(from, buffer, sizeof(buffer));
    if (count <= 0) {
      ok = count == 0;
      break;
    }
    ok = writeAll(to, buffer, static_cast<size_t>(count));
  }
  if (!ok)
    *error = reason(path_);
  if (from >= 0)
    close(from);
  if (to >= 0 && close(to) != 0 && ok) {
    *error = reason(path_);
    ok = false;
  }
  return ok;
}

bool OutputFile::commit(std::string* error) {
  if (!inPlace_)
    return copyToPlace(error); // the destructor removes the temporary file
  if (rename(temporary_.c_str(), path_.c_str()) != 0) {
    *error = reason(path_);
    return false;
  }
  keepOnCrash(temporary_);
  temporary_.clear();
  return true;
}

bool OutputFile::fill(const std::string& contents, std::string* error) {
  int file = ::open(temporary_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  bool ok = file >= 0 && writeAll(file, contents.data(), contents.size());
  if (!ok)
    *error = reason(path_);
  if (file >= 0 && close(file) != 0 && ok) {
    *error = reason(path_);
    ok = false;
  }
  return ok;
}

bool OutputFile::write(const std::string& contents, std::string* error) {
  return fill(contents, error) && commit(error);
}

bool isSameFile(const std::string& a, const std::string& b) {
  struct stat x, y;
  return stat(a.c_str(), &x) == 0 && stat(b.c_str(), &y) == 0 && x.st_dev == y.st_dev &&
         x.st_ino == y.st_ino;
}

std::string temporaryFolder() {
  const char* folder = getenv("TMPDIR");
  return folder && *folder ? folder : "/tmp";
}

bool writeStandardOutput(const std::string& contents, std::string* error) {
  if (writeAll(STDOUT_FILENO, contents.data(), contents.size()))
    return true;
  *error = reason("standard output");
  return false;
}

} // namespace tauro::driver
