// Takeuchi's function on lengths of linked lists.

class Element {
  constructor(value, tail) {
    this.value = value;
    this.tail = tail;
  }

  length() {
    let count = 0;
    for (let element = this; element !== null; element = element.tail)
      count++;
    return count;
  }
}

function make(length) {
  return length === 0 ? null : new Element(length, make(length - 1));
}

function shorter(one, other) {
  while (other !== null) {
    if (one === null)
      return true;
    one = one.tail;
    other = other.tail;
  }
  return false;
}

function tak(x, y, z) {
  if (shorter(y, x))
    return tak(tak(x.tail, y, z), tak(y.tail, z, x), tak(z.tail, x, y));
  return z;
}

let total = 0;
const rounds = Number(process.argv[2]);
for (let i = 0; i < rounds; i++)
  total += tak(make(15), make(10), make(6)).length();
console.log(total);
