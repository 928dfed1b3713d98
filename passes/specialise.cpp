// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// specialise: versions of functions for what inference proves, or guesses, of their values.
//
//   func @m.total(n) -> value {             func @m.total$i64(n) -> i64 else value version of
//   @m.total { b0(n: value):                           b0(n: i64):
//     ...                                     jump b1(zero, zero)
//     it = py.iter r                        b1(next: i64, t: i64):
//     jump b1(zero)                           more = i64.lt next, n
//   b1(t: value):                      =>     branch more, b2, b3
//     i = iter.next it  done b3             b2:
//     t1 = py.add t, i                        resume.point @m.total, 0
//     jump b1(t1)                             t1 = i64.add t, next  exit x(next, t)
//   b3:                                       ...
//     return t
//   }
//
// The generic body stays as it is, frozen: versions leave to it (docs/specialisation.md).
#include "passes/infer/infer.h"
#include "passes/pass.h"
#include "passes/specialise/gains.h"
#include "passes/specialise/known_classes.h"
#include "passes/specialise/translator.h"

namespace tauro::passes {

namespace {

using namespace ir;

// Versions of the outermost loops of a function that some version may leave: it may come to each of
// them after that.
void specialiseLoops(Function& generic, const infer::Inference& inference,
                     const specialise::Plans& plans) {
  specialise::Gains gains(inference, plans.objects());
  Cfg cfg(generic);
  Dominators dominators(cfg);
  Loops loops(cfg, dominators);
  Liveness liveness(cfg);
  for (const auto& loop : loops.all()) {
    if (loop->parent || !gains.isWorthLoop(*loop, loops))
      continue;
    ResumePoint head{ResumeKind::BlockEntry, nullptr, loop->header, {}};
    bool hasPack = false;
    for (Value* value : liveness.atStart(loop->header)) {
      const Inst* inst = asInst(value);
      hasPack = hasPack || value->type().kind() == TypeKind::Pack;
      if (!inst || !isRematerialisable(info(inst->op())))
        head.live.push_back(value);
    }
    if (hasPack)
      continue;
    for (const auto& argument : loop->header->arguments())
      head.live.push_back(argument.get());
    int64_t number = static_cast<int64_t>(generic.resumePoints.size());
    generic.resumePoints.push_back(head);
    specialise::Version version = specialise::declareLoop(generic, number);
    specialise::Translator(inference, plans, version).runLoop(*loop, head.live);
  }
}

// The generic bodies make the lists that versions believe to be raw.
bool makeRawLists(ir::Module& module, const infer::Inference& inference) {
  bool changed = false;
  for (const auto& function : module.functions())
    for (const auto& block : function->blocks())
      for (Inst* inst : *block) {
        infer::Rep rep =
            inst->op() == Op::ListNew ? inference.storageMadeBy(inst) : infer::Rep::Word;
        if (rep == infer::Rep::Word)
          continue;
        inst->setOp(rep == infer::Rep::F64 ? Op::ListNewF64 : Op::ListNewI64);
        changed = true;
      }
  return changed;
}

} // namespace

bool runSpecialise(ir::Module& module, const infer::Program& program, Remarks* remarks) {
  infer::Inference inference(module, program);
  bool changed = specialise::findKnownClasses(module, inference);
  specialise::Plans plans(module, inference);
  specialise::Notes notes;
  std::vector<Function*> left; // by some version, in its middle
  for (const specialise::Version& version : plans.versions()) {
    specialise::Translator translator(inference, plans, version);
    if (remarks)
      translator.note(notes.emplace_back(&version));
    translator.run();
    if (translator.leaves() && (left.empty() || left.back() != version.generic))
      left.push_back(version.generic);
  }
  for (Function* generic : left)
    specialiseLoops(*generic, inference, plans);
  if (remarks)
    specialise::explain(module, inference, plans, notes, *remarks);
  changed |= makeRawLists(module, inference);
  return changed || !plans.versions().empty();
}

} // namespace tauro::passes
