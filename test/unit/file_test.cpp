// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files: buffering against what the descriptor sees, text positions, dropped files, newlines.
#include "test/unit/runtime_fixture.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "runtime-lib/io/open.h"
#include "runtime-lib/memory/memory.h"

using namespace tr;
using namespace tr::test;

namespace {

class File : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/tauro_file_test_XXXXXX";
    int fd = mkstemp(name);
    ASSERT_GE(fd, 0);
    ::close(fd);
    path_ = name;
  }
  void TearDown() override { unlink(path_.c_str()); }

  void fill(std::string_view contents) {
    std::ofstream out(path_, std::ios::binary);
    out.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  }
  std::string onDisk() {
    std::ifstream in(path_, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
  }
  TextFile* text(const char* mode, const char* encoding = nullptr, const char* newline = nullptr,
                 const char* errors = nullptr) {
    Value v =
        openFile(makeStr(path_), mode, -1, encoding ? makeStr(encoding) : kNone,
                 errors ? makeStr(errors) : kNone, newline ? makeStr(newline) : kNone, true, kNone);
    EXPECT_FALSE(v.isError());
    return v.as<TextFile>();
  }
  static bool write(TextFile* f, std::string_view s) { return textWrite(f, asStr(makeStr(s))); }
  static std::string line(TextFile* f) { return test::text(textReadLine(f, -1)); }

  std::string path_;
};

TEST_F(File, WritesReachTheDiskAtFlushAndClose) {
  TextFile* f = text("w");
  EXPECT_TRUE(write(f, "h\u00e9llo\n"));
  EXPECT_EQ(onDisk(), "");
  EXPECT_TRUE(textFlush(f));
  EXPECT_EQ(onDisk(), "h\u00e9llo\n");
  EXPECT_TRUE(write(f, std::string(100000, 'x')));
  EXPECT_TRUE(textClose(f));
  EXPECT_EQ(onDisk().size(), 7u + 100000u);
  EXPECT_TRUE(textClose(f));
  EXPECT_FALSE(textCheckWritable(f));
  EXPECT_EQ(takeError(), "ValueError: I/O operation on closed file.");
}

TEST_F(File, ReopeningFindsWhatADroppedFileHeld) {
  write(text("w"), "dropped");
  EXPECT_EQ(test::text(textRead(text("r"), -1)), "dropped");
}

__attribute__((noinline)) void dropMany(const std::string& path) {
  for (int i = 0; i < 3000; i++) {
    Value v = openFile(makeStr(path), "r", -1, kNone, kNone, kNone, true, kNone);
    ASSERT_FALSE(v.isError()) << takeError();
  }
}
TEST_F(File, DescriptorsOfDroppedFilesComeBack) { dropMany(path_); }

TEST_F(File, LinesOfAllKinds) {
  fill("a\nb\r\nc\rd");
  TextFile* f = text("r");
  EXPECT_EQ(line(f) + line(f) + line(f) + line(f) + line(f), "a\nb\nc\nd");
  EXPECT_EQ(f->newlinesSeen, kSeenLf | kSeenCr | kSeenCrLf);
  f = text("r", nullptr, "");
  EXPECT_EQ(line(f), "a\n");
  EXPECT_EQ(line(f), "b\r\n");
  EXPECT_EQ(line(f), "c\r");
  EXPECT_EQ(line(f), "d");
  f = text("r", nullptr, "\r\n");
  EXPECT_EQ(line(f), "a\nb\r\n");
  EXPECT_EQ(line(f), "c\rd");
}

TEST_F(File, CarriageReturnsAcrossChunks) {
  // \r\n straddles each chunk boundary in turn.
  for (size_t before : {8190u, 8191u, 8192u, 8193u}) {
    fill(std::string(before, 'x') + "\r\ny\r\r\nz");
    TextFile* f = text("r");
    EXPECT_EQ(test::text(textReadLine(f, -1)), std::string(before, 'x') + "\n");
    EXPECT_EQ(line(f) + line(f) + line(f) + line(f), "y\n\nz");
    f = text("r", nullptr, "");
    EXPECT_EQ(test::text(textReadLine(f, -1)), std::string(before, 'x') + "\r\n");
    EXPECT_EQ(line(f), "y\r");
    EXPECT_EQ(line(f), "\r\n");
    textClose(f);
  }
}

TEST_F(File, TextPositions) {
  std::string contents;
  std::vector<std::string> lines;
  for (int i = 0; i < 3000; i++) {
    lines.push_back("line \u00e9\u20ac " + std::to_string(i) + "\n");
    contents += lines.back();
  }
  fill(contents);
  TextFile* f = text("r");
  size_t at = 0;
  std::vector<int64_t> cookies;
  for (size_t i = 0; i < lines.size(); i++) {
    Value tell = textTell(f);
    ASSERT_EQ(tell, makeInt(static_cast<int64_t>(at))) << "line " << i;
    ASSERT_EQ(line(f), lines[i]);
    at += lines[i].size();
  }
  at = 0;
  for (size_t i = 0; i < lines.size(); at += lines[i].size(), i++) {
    if (i % 171)
      continue;
    ASSERT_FALSE(textSeek(f, makeInt(static_cast<int64_t>(at)), 0).isError());
    ASSERT_EQ(line(f), lines[i]);
  }
}

TEST_F(File, DecodingErrorsComeWithTheirChunk) {
  fill("fine\nbad \xff\n");
  TextFile* f = text("r");
  EXPECT_TRUE(textReadLine(f, -1).isError());
  EXPECT_EQ(
      takeError(),
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 9: invalid start byte");
  f = text("r", nullptr, nullptr, "replace");
  EXPECT_EQ(line(f), "fine\n");
  EXPECT_EQ(line(f), "bad \ufffd\n");
}

TEST_F(File, OtherEncodings) {
  for (const char* encoding : {"utf-16", "utf-16-be", "utf-32", "utf-8-sig", "latin-1"}) {
    TextFile* f = text("w", encoding);
    EXPECT_TRUE(write(f, "caf\u00e9\n"));
    EXPECT_TRUE(write(f, "two\n"));
    textClose(f);
    f = text("a", encoding);
    EXPECT_TRUE(write(f, "three\n"));
    textClose(f);
    f = text("r", encoding);
    EXPECT_EQ(line(f) + line(f) + line(f) + line(f), "caf\u00e9\ntwo\nthree\n") << encoding;
  }
}

TEST_F(File, NewlinesOnWriting) {
  TextFile* f = text("w", nullptr, "\r\n");
  write(f, "a\nb\n");
  textClose(f);
  EXPECT_EQ(onDisk(), "a\r\nb\r\n");
}

TEST_F(File, ReadingAndWritingShareAPosition) {
  fill("0123456789");
  int fd = ::open(path_.c_str(), O_RDWR);
  Channel* c = makeChannel(fd, true, true, 4);
  ByteBuilder got;
  EXPECT_TRUE(channelRead(c, 3, got));
  EXPECT_EQ(got.view(), "012");
  EXPECT_TRUE(channelWrite(c, reinterpret_cast<const uint8_t*>("XY"), 2));
  EXPECT_EQ(channelTell(c), 5);
  got.clear();
  EXPECT_TRUE(channelRead(c, 2, got));
  EXPECT_EQ(got.view(), "56");
  EXPECT_EQ(channelSeek(c, -1, 1), 6);
  got.clear();
  EXPECT_TRUE(channelReadAll(c, got));
  EXPECT_EQ(got.view(), "6789");
  EXPECT_TRUE(channelClose(c));
  EXPECT_EQ(onDisk(), "012XY56789");
}

TEST_F(File, ModesAreChecked) {
  auto error = [&](const char* mode) {
    Value v = openFile(makeStr(path_), mode, -1, kNone, kNone, kNone, true, kNone);
    return v.isError() ? takeError() : "opened";
  };
  EXPECT_EQ(error("q"), "ValueError: invalid mode: 'q'");
  EXPECT_EQ(error("rw"), "ValueError: must have exactly one of create/read/write/append mode");
  EXPECT_EQ(error("rbt"), "ValueError: can't have text and binary mode at once");
  EXPECT_EQ(error("x"), "FileExistsError: [Errno 17] File exists: '" + path_ + "'");
  unlink(path_.c_str());
  EXPECT_EQ(error("r"), "FileNotFoundError: [Errno 2] No such file or directory: '" + path_ + "'");
}

} // namespace
