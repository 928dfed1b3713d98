// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classes that inference follows: those whose class statement, and all that could give their
// instances other attributes than by a dot, is seen. Their instances are one site, each of their
// attributes a place: the join of all stores to that name through receivers that may be of the
// class.
//
// What is not seen may still call methods and read attributes of instances that it is given; it
// knows names only from the program's own text, so a method or attribute is safe from it until some
// code of the program uses that name on an object that is not known (or the runtime does by
// itself).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/ir.h"
#include "passes/infer/fact.h"

namespace tauro::passes::infer {

using PlaceIndex = uint32_t;

struct ClassInfo {
  ir::Function* body;
  ClassInfo* base = nullptr;     // null: object
  std::vector<ClassInfo*> heirs; // itself, and all that derive from it
  SiteIndex classSite = 0, instanceSite = 0;
  bool open = false;                        // the class has escaped
  bool instancesOut = false;                // an instance has
  std::unordered_set<std::string> definite; // its statement binds them before anyone sees the class
  std::unordered_map<std::string, PlaceIndex> attributes; // of the class
  std::unordered_map<std::string, PlaceIndex> fields;     // of its instances
};

// All that goes by one name.
struct AttributeName {
  bool read = false; // code that is not seen may read it
  Fact stored;       // through receivers that are not known
  std::vector<std::pair<ClassInfo*, PlaceIndex>> attributes, fields;
};

// Names with a meaning of their own.
namespace names {
// What a class may define that makes attributes, or instances, other than they look.
bool isUnfollowed(std::string_view name);
// What the class statement itself binds.
bool isImplied(std::string_view name);
bool isDunder(std::string_view name);
} // namespace names

} // namespace tauro::passes::infer
