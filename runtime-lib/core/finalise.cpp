// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// core/finalise.h: the table of tracked objects and the queue of what dead ones asked for.
//
// The table is memory that the collector does not scan; it has hidden addresses. Entries are found
// by address (open addressing, deleted entries keep their place until the table grows).
#include "runtime-lib/core/finalise.h"

#include <algorithm>
#include <cstdlib>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/interrupts.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/core/start.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/core/type.h"
#include "runtime-lib/io/streams.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

// A place in an object's list of weak references; cleared when the reference dies first.
struct Watcher {
  uintptr_t reference; // hidden WeakReference
  Watcher* next;
};

constexpr uintptr_t kDeleted = 1; // no hidden address: those of objects end in 1s
struct Tracked {
  uintptr_t object; // hidden; 0: never used, or kDeleted
  uint64_t order;   // of creation
  bool hasDel;      // __del__ is to be called
  Watcher* watchers;
  memory::Finaliser before; // what the object had of its own
};

Tracked* table = nullptr;
uint64_t capacity = 0, used = 0; // used: with deleted ones
uint64_t nextOrder = 1;

// What is to be run, oldest first. In memory that the collector scans.
struct Waiting {
  Value callback; // unbound: __del__ of the object
  Value object;   // or the weak reference
  Waiting* next;
};
Waiting* firstWaiting = nullptr;
Waiting* lastWaiting = nullptr;
bool running = false;

uint64_t placeOf(uintptr_t hidden) {
  uint64_t at = (hidden >> 4) * 0x9E3779B97F4A7C15ull >> 20;
  while (table[at & (capacity - 1)].object != 0 && table[at & (capacity - 1)].object != hidden)
    ++at;
  return at & (capacity - 1);
}

Tracked* find(const Object* object) {
  if (!capacity)
    return nullptr;
  Tracked& entry = table[placeOf(memory::hide(object))];
  return entry.object ? &entry : nullptr;
}

void grow() {
  Tracked* old = table;
  uint64_t oldCapacity = capacity, live = 0;
  for (uint64_t i = 0; i < oldCapacity; ++i)
    live += old[i].object > kDeleted;
  capacity = 64;
  while (capacity < live * 3)
    capacity *= 2;
  table = static_cast<Tracked*>(memory::allocatePlain(capacity * sizeof(Tracked)));
  used = live;
  for (uint64_t i = 0; i < oldCapacity; ++i)
    if (old[i].object > kDeleted)
      table[placeOf(old[i].object)] = old[i];
  free(old);
}

void wait(Value callback, Value object) {
  auto* waiting = static_cast<Waiting*>(memory::allocate(sizeof(Waiting)));
  waiting->callback = callback;
  waiting->object = object;
  (lastWaiting ? lastWaiting->next : firstWaiting) = waiting;
  lastWaiting = waiting;
}

// Ends the tracking of an object: its callbacks wait to be called.
void release(Tracked* entry) {
  Watcher* watchers = entry->watchers;
  entry->object = kDeleted;
  // A reference's callback is called before those of older ones.
  Watcher* reversed = nullptr;
  while (Watcher* next = watchers) {
    watchers = next->next;
    next->next = reversed;
    reversed = next;
  }
  while (Watcher* watcher = reversed) {
    reversed = watcher->next;
    if (watcher->reference) {
      auto* reference = memory::unhide<WeakReference>(watcher->reference);
      memory::unlinkWeakly(&watcher->reference);
      if (!reference->callback.isNone())
        wait(reference->callback, objectValue(reference));
    }
    free(watcher);
  }
}

void runWhatWaits() { runFinalisers(); }

// From within the collector: runs nothing of the program's.
void found(void* dead) {
  auto* object = static_cast<Object*>(dead);
  Tracked* entry = find(object);
  if (!entry)
    return;
  bool hasDel = entry->hasDel;
  if (entry->before)
    entry->before(object);
  release(entry);
  if (hasDel)
    wait(kUnbound, objectValue(object));
  if (firstWaiting)
    runSoon(runWhatWaits);
}

Tracked* track(Object* object) {
  if (Tracked* known = find(object))
    return known;
  if ((used + 1) * 4 > capacity * 3)
    grow();
  Tracked& entry = table[placeOf(memory::hide(object))];
  ++used;
  entry = {memory::hide(object), nextOrder++, false, nullptr, nullptr};
  if (memory::isCollected(object))
    entry.before = memory::setFinaliser(object, found);
  return &table[placeOf(memory::hide(object))];
}

void callDel(Value object) {
  Value method = lookupSpecial(object, name_finalise());
  if (method.isUnbound())
    return;
  Value shown = lookupInType(typeOf(object), name_finalise());
  if (method.isError() || call(method, nullptr, 0).isError())
    reportIgnored("Exception ignored in: ", shown, takePending());
}

// The program's code runs as if nothing of what surrounds it was there.
class Undisturbed {
public:
  Undisturbed()
      : exception_(tr_thread->exception), handled_(tr_thread->handled),
        outside_(tr_thread->handledOutside), entry_(tr_thread->nextEntry) {
    tr_thread->exception = kUnbound;
    tr_thread->handled = kNone;
    tr_thread->handledOutside = kNone;
    tr_thread->nextEntry = TracebackEntry::Range;
  }
  ~Undisturbed() {
    tr_thread->exception = exception_;
    tr_thread->handled = handled_;
    tr_thread->handledOutside = outside_;
    tr_thread->nextEntry = entry_;
  }

private:
  Value exception_, handled_, outside_;
  TracebackEntry entry_;
};

// The order in which CPython's collector, which visits what can be reached from __main__ breadth
// first, finalises what is left when a program ends: the module's variables, then what they hold.
class TeardownOrder {
public:
  void sort(Object** objects, uint64_t count) {
    for (uint32_t i = 0; mainModule && i < mainModule->varCount; ++i)
      add(*mainModule->vars[i].slot);
    for (uint64_t at = 0; at < queue_->length; ++at)
      expand(listAt(queue_, at));
    uint64_t next = 0;
    for (uint64_t at = 0; at < queue_->length; ++at) {
      Object* found = listAt(queue_, at).object();
      Object** place = std::find(objects + next, objects + count, found);
      if (place != objects + count)
        std::rotate(objects + next++, place, place + 1);
    }
  }

private:
  void add(Value v) {
    if (!v.isObject() || isStr(v) || !memory::isCollected(v.object()))
      return;
    bool isNew = dictGet(seen_, makeInt(reinterpret_cast<int64_t>(v.object()))).isUnbound();
    if (!isNew)
      return;
    dictSet(seen_, makeInt(reinterpret_cast<int64_t>(v.object())), kTrue);
    listAppend(queue_, v);
  }

  void expand(Value v) {
    if (isList(v))
      for (uint64_t i = asList(v)->length; i-- > 0;)
        add(listAt(asList(v), i));
    if (isTuple(v))
      for (uint64_t i = asTuple(v)->length; i-- > 0;)
        add(asTuple(v)->items()[i]);
    if (isA(v, &tr_type_dict))
      addItems(asDict(v));
    Type* type = typeOf(v);
    if (hasAttributes(v) && !isType(v))
      addItems(instanceDict(v.object()));
    if (type->heap)
      for (uint32_t at = type->heap->membersBegin; at < type->instanceSize; at += sizeof(Value))
        add(*reinterpret_cast<Value*>(reinterpret_cast<char*>(v.object()) + at));
  }

  void addItems(Dict* dict) {
    uint64_t position = 0;
    Value key, value;
    while (dictNext(dict, &position, &key, &value)) {
      add(key);
      add(value);
    }
  }

  List* queue_ = asList(makeList(nullptr, 0));
  Dict* seen_ = makeDict(64);
};

} // namespace

void trackFinaliser(Object* object) { track(object)->hasDel = true; }

void trackReference(Object* object, WeakReference* reference) {
  Tracked* entry = track(object);
  auto* watcher = static_cast<Watcher*>(memory::allocatePlain(sizeof(Watcher)));
  watcher->reference = memory::hide(reference);
  Watcher** at = &entry->watchers;
  while (Watcher* known = *at) { // those whose reference has died are dropped
    if (known->reference) {
      at = &known->next;
    } else {
      *at = known->next;
      free(known);
    }
  }
  *at = watcher;
  memory::linkWeakly(&watcher->reference, reference);
  reference->target = memory::hide(object);
  if (memory::isCollected(object))
    memory::linkWeakly(&reference->target, object);
}

bool forReferences(Object* object, bool (*visit)(WeakReference*, void*), void* context) {
  Tracked* entry = find(object);
  for (Watcher* at = entry ? entry->watchers : nullptr; at; at = at->next)
    if (at->reference && visit(memory::unhide<WeakReference>(at->reference), context))
      return true;
  return false;
}

Value firstReferenceTo(Value object) {
  if (!takesWeakReferences(typeOf(object)))
    return raise(&tr_type_AttributeError, "This object has no __weakref__");
  Value first = kNone;
  forReferences(
      object.object(),
      [](WeakReference* reference, void* out) {
        *static_cast<Value*>(out) = objectValue(reference);
        return true;
      },
      &first);
  return first;
}

bool takesWeakReferences(Type* type) {
  const Type* const builtin[] = {
      &tr_type_type,         &tr_type_function,     &tr_type_builtinFunction, &tr_type_method,
      &tr_type_generator,    &tr_type_coroutine,    &tr_type_async_generator, &tr_type_module,
      &tr_type_set,          &tr_type_frozenset,    &tr_type_deque,           &tr_type_code,
      &tr_type_genericAlias, &tr_type_fileIO,       &tr_type_binaryReader,    &tr_type_binaryWriter,
      &tr_type_textFile,     &tr_type_binaryRandom,
  };
  const Type* native = type;
  while (native->flags & kTypeHeap)
    native = native->base;
  if (std::find(std::begin(builtin), std::end(builtin), native) != std::end(builtin))
    return true;
  return (type->flags & kTypeHeap) && hasWeakrefSlot(type);
}

uint64_t runFinalisers() {
  if (running)
    return 0;
  running = true;
  uint64_t count = 0;
  Undisturbed surroundings;
  while (Waiting* next = firstWaiting) {
    firstWaiting = next->next;
    if (!firstWaiting)
      lastWaiting = nullptr;
    ++count;
    if (next->callback.isUnbound()) {
      callDel(next->object);
    } else {
      Value args[] = {next->object};
      if (call(next->callback, args, 1).isError())
        reportIgnored("Exception ignored in: ", next->callback, takePending());
    }
  }
  running = false;
  return count;
}

void runFinalisersAtExit() {
  runFinalisers();
  running = false; // an exit from within one
  uint64_t count = 0;
  auto** left = static_cast<Object**>(memory::allocatePermanent((used + 1) * sizeof(Object*)));
  for (uint64_t i = 0; i < capacity; ++i) {
    Tracked& entry = table[i];
    if (entry.object <= kDeleted)
      continue;
    for (Watcher* at = entry.watchers; at; at = at->next)
      if (at->reference)
        memory::unhide<WeakReference>(at->reference)->target = 0;
    if (entry.hasDel)
      left[count++] = memory::unhide<Object>(entry.object);
  }
  std::sort(left, left + count,
            [](Object* a, Object* b) { return find(a)->order < find(b)->order; });
  if (count > 1)
    TeardownOrder().sort(left, count);
  for (uint64_t i = 0; i < count; ++i) {
    Tracked* entry = find(left[i]);
    if (!entry || !entry->hasDel)
      continue;
    entry->hasDel = false;
    Undisturbed surroundings;
    callDel(objectValue(left[i]));
  }
}

// A frame with its source line and no marks, as the interpreter's own code shows it.
static void appendFrame(StrBuilder& out, const SiteInfo* site) {
  const SourceInfo* source = site->code->source;
  out.append(asStr(formatText("  File \"%s\", line %u, in %S\n",
                              source ? source->file : "<unknown>", site->line, *site->code->name)));
  if (!source || !source->text || !site->line)
    return;
  std::string_view text(source->text, source->size);
  for (uint32_t line = 1; line < site->line && !text.empty(); ++line)
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.find_first_not_of(" \t\f"), text.size()));
  if (text.empty())
    return;
  out.append("    ");
  out.append(text);
  out.append("\n");
}

void reportIgnored(const char* what, Value where, Value exception, bool atExit) {
  ioFlushStdout();
  StrBuilder out;
  out.append(what);
  if (!out.appendRepr(where)) {
    clearPending();
    out.append("<object repr() failed>");
  }
  out.append(atExit ? ":\n" : "\n");
  Value traceback = tracebackOf(exception);
  if (traceback.isObject())
    out.append("Traceback (most recent call last):\n");
  for (; traceback.isObject(); traceback = traceback.as<Traceback>()->next)
    for (uint64_t i = 0; i < traceback.as<Traceback>()->repeat; ++i)
      appendFrame(out, traceback.as<Traceback>()->site);
  Type* type = typeOf(exception);
  ensureReady(type);
  Value module = getAttrOrUnbound(typeValue(type), name_module());
  if (isStr(module) && utf8Of(asStr(module)) != "builtins" && utf8Of(asStr(module)) != "__main__") {
    out.append(asStr(module));
    out.append(".");
  }
  out.append(type->qualname);
  Value text = str(exception);
  if (text.isError()) {
    clearPending();
    out.append(": <exception str() failed>");
  } else if (asStr(text)->length()) {
    out.append(": ");
    out.append(asStr(text));
  }
  out.append("\n");
  Value shown = out.take();
  if (shown.isError())
    clearPending();
  else
    ioWriteStderr(utf8Of(asStr(shown)));
}

} // namespace tr
