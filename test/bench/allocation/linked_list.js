// Linked lists made, reversed, merged and dropped.

class Cell {
  constructor(value, link) {
    this.value = value;
    this.link = link;
  }
}

function make(n, step) {
  let head = null;
  for (let i = 0; i < n; i++)
    head = new Cell((n - i) * step, head);
  return head;
}

function reverse(head) {
  let done = null;
  while (head !== null) {
    const next = head.link;
    head.link = done;
    done = head;
    head = next;
  }
  return done;
}

function merge(a, b) {
  const first = new Cell(0, null);
  let last = first;
  while (a !== null && b !== null) {
    if (a.value <= b.value) {
      last.link = a;
      a = a.link;
    } else {
      last.link = b;
      b = b.link;
    }
    last = last.link;
  }
  last.link = a !== null ? a : b;
  return first.link;
}

function total(head) {
  let result = 0;
  for (; head !== null; head = head.link)
    result = result * 3 + head.value & 0xFFFFFF;
  return result;
}

let result = 0;
const kept = [];
for (let i = 0; i < Number(process.argv[2]); i++) {
  const merged = merge(make(5000, 2), make(5000, 3));
  result += i * total(reverse(merged));
  if (i % 8 === 0)
    kept.push(merged);
}
console.log(result, kept.length);
