// DeltaBlue: one-way constraints of several strengths, solved incrementally.

const REQUIRED = 0, PREFERRED = 2, STRONG_DEFAULT = 3, DEFAULT = 4, WEAKEST = 6;
const NONE = 0, FORWARD = 1, BACKWARD = -1;

class Variable {
  constructor(name, value) {
    this.name = name;
    this.value = value;
    this.constraints = [];
    this.source = null;
    this.strength = WEAKEST;
    this.stay = true;
    this.mark = 0;
  }

  drop(constraint) {
    this.constraints.splice(this.constraints.indexOf(constraint), 1);
  }
}

class Constraint {
  constructor(strength) {
    this.strength = strength;
  }

  isInput() {
    return false;
  }

  add(planner) {
    this.attach();
    planner.add(this);
  }

  destroy(planner) {
    if (this.satisfied())
      planner.remove(this);
    else
      this.detach();
  }

  // Enforces this constraint; answers the one that had to give way, or null.
  satisfy(mark, planner) {
    this.choose(mark);
    if (!this.satisfied()) {
      if (this.strength === REQUIRED)
        throw new Error("cannot satisfy a required constraint");
      return null;
    }
    this.markInputs(mark);
    const out = this.output();
    const beaten = out.source;
    if (beaten !== null)
      beaten.unsatisfy();
    out.source = this;
    if (!planner.propagate(this, mark))
      throw new Error("constraints form a cycle");
    out.mark = mark;
    return beaten;
  }
}

class Unary extends Constraint {
  constructor(planner, variable, strength) {
    super(strength);
    this.variable = variable;
    this.enforced = false;
    this.add(planner);
  }

  attach() {
    this.variable.constraints.push(this);
    this.enforced = false;
  }

  detach() {
    this.variable.drop(this);
    this.enforced = false;
  }

  choose(mark) {
    this.enforced = this.variable.mark !== mark && this.strength < this.variable.strength;
  }

  satisfied() {
    return this.enforced;
  }

  unsatisfy() {
    this.enforced = false;
  }

  markInputs(mark) {}

  inputsKnown(mark) {
    return true;
  }

  output() {
    return this.variable;
  }

  recalculate() {
    this.variable.strength = this.strength;
    this.variable.stay = !this.isInput();
    if (this.variable.stay)
      this.execute();
  }

  execute() {}
}

class Stay extends Unary {}

class Edit extends Unary {
  isInput() {
    return true;
  }
}

class Binary extends Constraint {
  constructor(left, right, strength) {
    super(strength);
    this.left = left;
    this.right = right;
    this.direction = NONE;
  }

  attach() {
    this.left.constraints.push(this);
    this.right.constraints.push(this);
    this.direction = NONE;
  }

  detach() {
    this.left.drop(this);
    this.right.drop(this);
    this.direction = NONE;
  }

  choose(mark) {
    const left = this.left, right = this.right;
    if (left.mark === mark)
      this.direction = right.mark !== mark && this.strength < right.strength ? FORWARD : NONE;
    else if (right.mark === mark)
      this.direction = this.strength < left.strength ? BACKWARD : NONE;
    else if (left.strength > right.strength)
      this.direction = this.strength < left.strength ? BACKWARD : NONE;
    else
      this.direction = this.strength < right.strength ? FORWARD : NONE;
  }

  satisfied() {
    return this.direction !== NONE;
  }

  unsatisfy() {
    this.direction = NONE;
  }

  input() {
    return this.direction === FORWARD ? this.left : this.right;
  }

  output() {
    return this.direction === FORWARD ? this.right : this.left;
  }

  markInputs(mark) {
    this.input().mark = mark;
  }

  inputsKnown(mark) {
    const variable = this.input();
    return variable.mark === mark || variable.stay || variable.source === null;
  }

  recalculate() {
    const source = this.input(), out = this.output();
    out.strength = Math.max(this.strength, source.strength);
    out.stay = source.stay;
    if (out.stay)
      this.execute();
  }
}

class Equal extends Binary {
  constructor(planner, left, right, strength) {
    super(left, right, strength);
    this.add(planner);
  }

  execute() {
    this.output().value = this.input().value;
  }
}

class Scale extends Binary {
  constructor(planner, left, factor, offset, right, strength) {
    super(left, right, strength);
    this.factor = factor;
    this.offset = offset;
    this.add(planner);
  }

  attach() {
    super.attach();
    this.factor.constraints.push(this);
    this.offset.constraints.push(this);
  }

  detach() {
    super.detach();
    this.factor.drop(this);
    this.offset.drop(this);
  }

  markInputs(mark) {
    super.markInputs(mark);
    this.factor.mark = mark;
    this.offset.mark = mark;
  }

  recalculate() {
    const source = this.input(), out = this.output();
    out.strength = Math.max(this.strength, source.strength);
    out.stay = source.stay && this.factor.stay && this.offset.stay;
    if (out.stay)
      this.execute();
  }

  execute() {
    if (this.direction === FORWARD)
      this.right.value = this.left.value * this.factor.value + this.offset.value;
    else
      this.left.value = Math.floor((this.right.value - this.offset.value) / this.factor.value);
  }
}

class Planner {
  constructor() {
    this.mark = 0;
  }

  nextMark() {
    return ++this.mark;
  }

  add(constraint) {
    const mark = this.nextMark();
    while (constraint !== null)
      constraint = constraint.satisfy(mark, this);
  }

  remove(constraint) {
    const out = constraint.output();
    constraint.unsatisfy();
    constraint.detach();
    const freed = this.release(out);
    for (let strength = REQUIRED; strength < WEAKEST; strength++)
      for (const other of freed)
        if (other.strength === strength)
          this.add(other);
  }

  // Takes back what followed from `out`; answers constraints that may hold again.
  release(out) {
    out.source = null;
    out.strength = WEAKEST;
    out.stay = true;
    const freed = [], work = [out];
    while (work.length) {
      const variable = work.pop();
      for (const constraint of variable.constraints) {
        if (!constraint.satisfied()) {
          freed.push(constraint);
        } else if (constraint !== variable.source) {
          constraint.recalculate();
          work.push(constraint.output());
        }
      }
    }
    return freed;
  }

  consumers(variable, work) {
    for (const constraint of variable.constraints)
      if (constraint !== variable.source && constraint.satisfied())
        work.push(constraint);
  }

  propagate(constraint, mark) {
    const work = [constraint];
    while (work.length) {
      const reached = work.pop();
      const out = reached.output();
      if (out.mark === mark) {
        this.remove(constraint);
        return false;
      }
      reached.recalculate();
      this.consumers(out, work);
    }
    return true;
  }

  // The constraints to execute, in order, when inputs among `constraints` change.
  plan(constraints) {
    const work = constraints.filter(c => c.isInput() && c.satisfied());
    const mark = this.nextMark();
    const plan = [];
    while (work.length) {
      const constraint = work.pop();
      const out = constraint.output();
      if (out.mark !== mark && constraint.inputsKnown(mark)) {
        plan.push(constraint);
        out.mark = mark;
        this.consumers(out, work);
      }
    }
    return plan;
  }
}

// A long chain of equalities, changed at its head.
function chain(n) {
  const planner = new Planner();
  const variables = Array.from({length: n + 1}, (_, i) => new Variable("v" + i, 0));
  for (let i = 0; i < n; i++)
    new Equal(planner, variables[i], variables[i + 1], REQUIRED);
  new Stay(planner, variables[n], STRONG_DEFAULT);
  const edit = new Edit(planner, variables[0], PREFERRED);
  const plan = planner.plan([edit]);
  let total = 0;
  for (let value = 0; value < 100; value++) {
    variables[0].value = value;
    for (const constraint of plan)
      constraint.execute();
    total += variables[n].value;
  }
  edit.destroy(planner);
  return total;
}

function change(planner, variable, value) {
  const edit = new Edit(planner, variable, PREFERRED);
  const plan = planner.plan([edit]);
  for (let i = 0; i < 10; i++) {
    variable.value = value;
    for (const constraint of plan)
      constraint.execute();
  }
  edit.destroy(planner);
}

// Many variables mapped by one factor and one offset.
function projection(n) {
  const planner = new Planner();
  const factor = new Variable("factor", 10), offset = new Variable("offset", 1000);
  const targets = [];
  let source, target;
  for (let i = 0; i < n; i++) {
    source = new Variable("source", i);
    target = new Variable("target", i);
    targets.push(target);
    new Stay(planner, source, DEFAULT);
    new Scale(planner, source, factor, offset, target, REQUIRED);
  }
  const sum = () => targets.reduce((total, t) => total + t.value, 0);
  change(planner, source, 17);
  let total = target.value;
  change(planner, target, 1050);
  total += source.value;
  change(planner, factor, 5);
  total += sum();
  change(planner, offset, 2000);
  return total + sum();
}

let total = 0;
for (let i = 0; i < Number(process.argv[2]); i++)
  total += chain(200) + projection(200);
console.log(total);
