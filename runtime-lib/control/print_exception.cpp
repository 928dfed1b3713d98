// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exceptions as text: chains, notes, groups (after TracebackException of Lib/traceback.py, 3.13).
#include "runtime-lib/control/print_exception.h"

#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/control/suggestions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/io/streams.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

constexpr uint64_t kMaxGroupWidth = 15;
constexpr unsigned kMaxGroupDepth = 10;
constexpr const char kCauseMessage[] =
    "\nThe above exception was the direct cause of the following exception:\n\n";
constexpr const char kContextMessage[] =
    "\nDuring handling of the above exception, another exception occurred:\n\n";

// An exception to show, with those that it leads to. Each exception is shown once.
struct Node {
  Value exception;
  Node *cause, *context;
  Node** members; // of a group
  uint64_t memberCount;
  bool isGroup;
  Node* nextQueued;
  Node* nextSeen;
};

class Tree {
public:
  Node* build(Value exception) {
    Node* root = add(exception);
    root->nextQueued = nullptr;
    queue_ = root;
    while (queue_) {
      Node* node = queue_;
      queue_ = node->nextQueued;
      expand(node);
    }
    return root;
  }

private:
  Node* add(Value exception) {
    auto* node = static_cast<Node*>(memory::allocate(sizeof(Node)));
    node->exception = exception;
    node->nextSeen = seen_;
    seen_ = node;
    return node;
  }
  bool isNew(Value exception) {
    if (!exception.isObject())
      return false;
    for (Node* node = seen_; node; node = node->nextSeen)
      if (node->exception == exception)
        return false;
    return true;
  }
  void enqueue(Node* node) {
    node->nextQueued = queue_;
    queue_ = node;
  }
  void expand(Node* node) {
    auto* exception = node->exception.as<Exception>();
    if (isNew(exception->cause))
      node->cause = add(exception->cause);
    if (!node->cause && !exception->suppressContext && isNew(exception->context))
      node->context = add(exception->context);
    if (isA(node->exception, &tr_type_BaseExceptionGroup)) {
      Tuple* members = asTuple(exception->extra[field::exceptions]);
      node->isGroup = true;
      node->memberCount = members->length;
      node->members = static_cast<Node**>(memory::allocate((members->length + 1) * sizeof(Node*)));
      for (uint64_t i = 0; i < members->length; ++i)
        node->members[i] = add(members->items()[i]);
    }
    if (node->cause)
      enqueue(node->cause);
    if (node->context)
      enqueue(node->context);
    for (uint64_t i = 0; i < node->memberCount; ++i)
      enqueue(node->members[i]);
  }

  Node* queue_ = nullptr;
  Node* seen_ = nullptr;
};

// str(v), or the text that stands for a failure.
Value safeStr(Value v, const char* what) {
  Value text = str(v);
  if (!text.isError())
    return text;
  clearPending();
  return formatText("<%s str() failed>", what);
}

Value typeText(Type* type) {
  ensureReady(type);
  Value module = getAttrOrUnbound(typeValue(type), name_module());
  if (module.isError())
    clearPending();
  if (!isStr(module))
    return formatText("<unknown>.%U", type->qualname);
  std::string_view text = utf8Of(asStr(module));
  if (text == "__main__" || text == "builtins")
    return strValue(type->qualname);
  return formatText("%S.%U", module, type->qualname);
}

Value finalLine(Value exception, Value traceback) {
  Value type = typeText(typeOf(exception));
  Value text = safeStr(exception, "exception");
  Value hint = suggestionFor(exception, traceback);
  if (!hint.isUnbound() && !hint.isError())
    text = formatText("%S%S", text, hint);
  if (asStr(text)->length() == 0)
    return formatText("%S\n", type);
  return formatText("%S: %S\n", type, text);
}

bool isSpaceChar(char c) { return c == ' ' || c == '\n' || c == '\f'; }

void appendSyntaxError(StrBuilder& out, Value exception) {
  Value file = getField<field::syntaxFile>(exception), line = getField<field::line>(exception);
  Value text = getField<field::text>(exception), msg = getField<field::syntaxMsg>(exception);
  Value suffix = makeStr("");
  if (!line.isNone())
    out.append(asStr(
        formatText("  File \"%S\", line %S\n", file.isNone() ? makeStr("<string>") : file, line)));
  else if (!file.isNone())
    suffix = formatText(" (%S)", file);
  if (isStr(text)) {
    std::string_view whole = utf8Of(asStr(text)), right = whole;
    while (!right.empty() && right.back() == '\n')
      right.remove_suffix(1);
    std::string_view left = right;
    while (!left.empty() && isSpaceChar(left.front()))
      left.remove_prefix(1);
    auto spaces = static_cast<int64_t>(right.size() - left.size());
    out.append("    ");
    out.append(left);
    out.append("\n");
    int64_t offset = 0, end = 0;
    Value offsetValue = getField<field::offset>(exception);
    if (isIntLike(offsetValue) && intToInt64(plainInt(offsetValue), &offset)) {
      Value endValue = getField<field::endOffset>(exception);
      Value endLine = getField<field::endLine>(exception);
      if (endLine == line || line.isNone())
        end = isIntLike(endValue) && intToInt64(plainInt(endValue), &end) && end ? end : offset;
      else
        end = static_cast<int64_t>(right.size()) + 1;
      if (offset > static_cast<int64_t>(whole.size()))
        offset = static_cast<int64_t>(right.size()) + 1;
      if (end > static_cast<int64_t>(whole.size()))
        end = static_cast<int64_t>(right.size()) + 1;
      if (offset >= end || end < 0)
        end = offset + 1;
      int64_t column = offset - 1 - spaces;
      if (column >= 0) {
        out.append("    ");
        for (int64_t i = 0; i < column; ++i) {
          char c = i < static_cast<int64_t>(left.size()) ? left[static_cast<size_t>(i)] : ' ';
          out.append(static_cast<char32_t>(c == '\t' ? '\t' : ' '));
        }
        for (int64_t i = offset; i < end; ++i)
          out.append(U'^');
        out.append("\n");
      }
    }
  }
  if (!isStr(msg))
    msg = makeStr("<no detail available>");
  out.append(asStr(formatText("%S: %S%S\n", typeText(typeOf(exception)), msg, suffix)));
}

void appendNotes(StrBuilder& out, Value exception) {
  Value notes = getAttrOrUnbound(exception, name_notes());
  if (notes.isError()) {
    clearPending();
    return;
  }
  if (notes.isUnbound() || notes.isNone())
    return;
  const Value* items = nullptr;
  uint64_t count = 0;
  if (notes.isObject() && isList(notes)) {
    items = asList(notes)->data;
    count = asList(notes)->length;
  } else if (notes.isObject() && isTuple(notes)) {
    items = asTuple(notes)->items();
    count = asTuple(notes)->length;
  } else {
    Value text = repr(notes);
    if (text.isError()) {
      clearPending();
      text = makeStr("<__notes__ repr() failed>");
    }
    out.append(asStr(text));
    out.append("\n");
    return;
  }
  for (uint64_t i = 0; i < count; ++i) {
    out.append(asStr(safeStr(items[i], "note")));
    out.append("\n");
  }
}

class Printer {
public:
  explicit Printer(StrBuilder& out) : out_(out) {}

  void show(Node* node) {
    // The chain, oldest first.
    constexpr unsigned kMaxChain = 10000;
    unsigned length = 0;
    for (Node* at = node; at && length < kMaxChain; at = at->cause ? at->cause : at->context)
      ++length;
    auto** chain = static_cast<Node**>(memory::allocate(length * sizeof(Node*)));
    unsigned n = 0;
    for (Node* at = node; n < length; at = at->cause ? at->cause : at->context)
      chain[n++] = at;
    for (unsigned i = length; i-- > 0;) {
      if (chain[i]->cause)
        emit(kCauseMessage);
      else if (chain[i]->context)
        emit(kContextMessage);
      if (!chain[i]->isGroup)
        showPlain(chain[i]);
      else
        showGroup(chain[i]);
    }
  }

private:
  // Text of whole lines, each behind the margin of the group it stands in.
  void emit(std::string_view text, char margin = '|') {
    while (!text.empty()) {
      size_t end = text.find('\n');
      std::string_view line = text.substr(0, end == text.npos ? text.size() : end + 1);
      if (depth_) {
        out_.appendRepeated(U' ', 2 * depth_);
        out_.append(static_cast<char32_t>(margin));
        out_.append(U' ');
      }
      out_.append(line);
      text.remove_prefix(line.size());
    }
  }
  void emit(Value text) { emit(utf8Of(asStr(text))); }

  void showFrames(Node* node) {
    StrBuilder frames;
    appendFrames(frames, node->exception.as<Exception>()->traceback);
    emit(frames.take());
  }

  void showFinal(Node* node) {
    if (isA(node->exception, &tr_type_SyntaxError)) {
      StrBuilder text;
      appendSyntaxError(text, node->exception);
      emit(text.take());
    } else {
      emit(finalLine(node->exception, node->exception.as<Exception>()->traceback));
    }
    StrBuilder notes;
    appendNotes(notes, node->exception);
    emit(notes.take());
  }

  void showPlain(Node* node) {
    if (node->exception.as<Exception>()->traceback.isObject()) {
      emit("Traceback (most recent call last):\n");
      showFrames(node);
    }
    showFinal(node);
  }

  void showGroup(Node* node) {
    if (depth_ > kMaxGroupDepth) {
      emit("... (max_group_depth is 10)\n");
      return;
    }
    bool topLevel = depth_ == 0;
    if (topLevel)
      ++depth_;
    if (node->exception.as<Exception>()->traceback.isObject()) {
      emit("Exception Group Traceback (most recent call last):\n", topLevel ? '+' : '|');
      showFrames(node);
    }
    showFinal(node);
    uint64_t count = node->memberCount <= kMaxGroupWidth ? node->memberCount : kMaxGroupWidth + 1;
    needClose_ = false;
    for (uint64_t i = 0; i < count; ++i) {
      bool last = i + 1 == count;
      if (last)
        needClose_ = true;
      bool truncated = i >= kMaxGroupWidth;
      out_.appendRepeated(U' ', 2 * depth_);
      out_.append(i == 0 ? "+-" : "  ");
      out_.append(asStr(truncated ? makeStr("+---------------- ... ----------------\n")
                                  : formatText("+---------------- %zu ----------------\n", i + 1)));
      ++depth_;
      if (truncated) {
        uint64_t remaining = node->memberCount - kMaxGroupWidth;
        emit(formatText("and %zu more exception%s\n", remaining, remaining > 1 ? "s" : ""));
      } else {
        show(node->members[i]);
      }
      if (last && needClose_) {
        out_.appendRepeated(U' ', 2 * depth_);
        out_.append("+------------------------------------\n");
        needClose_ = false;
      }
      --depth_;
    }
    if (topLevel)
      depth_ = 0;
  }

  StrBuilder& out_;
  unsigned depth_ = 0;
  bool needClose_ = false;
};

} // namespace

Value formatException(Value exception) {
  StrBuilder out;
  Tree tree;
  Printer(out).show(tree.build(exception));
  Value text = out.take();
  clearPending();
  return text;
}

Value exceptionOnly(Value exception, Value traceback) {
  if (!isA(exception, &tr_type_SyntaxError))
    return finalLine(exception, traceback);
  StrBuilder out;
  appendSyntaxError(out, exception);
  return out.take();
}

void printUncaught(Value exception) {
  Value text = formatException(exception);
  if (isStr(text))
    ioWriteStderr(utf8Of(asStr(text)));
}

} // namespace tr
