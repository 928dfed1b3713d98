// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file that appears whole or not at all: written under another name beside its place, then
// renamed. What is no regular file (/dev/null, a pipe) is written to directly at the end.
#pragma once

#include <string>

namespace tauro::driver {

class OutputFile {
public:
  explicit OutputFile(std::string path) : path_(std::move(path)) {}
  ~OutputFile(); // what was not committed is removed
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Checks the place and makes the temporary file. False with `error` set.
  bool open(bool executable, std::string* error);
  /// Where to write; whoever writes may replace the file.
  const std::string& temporary() const { return temporary_; }
  /// Puts the contents in place. False with `error` set, for instance when the disk is full.
  bool commit(std::string* error);
  /// Writes all of it to the temporary file.
  bool fill(const std::string& contents, std::string* error);
  /// Writes all of it and commits.
  bool write(const std::string& contents, std::string* error);

private:
  bool copyToPlace(std::string* error);

  std::string path_;
  std::string temporary_;
  bool inPlace_ = true; // rename; else copy
};

/// Whether both exist and are one file, by whatever names.
bool isSameFile(const std::string& a, const std::string& b);

/// TMPDIR, or /tmp.
std::string temporaryFolder();

/// Writes all to standard output. False with `error` set.
bool writeStandardOutput(const std::string& contents, std::string* error);

} // namespace tauro::driver
