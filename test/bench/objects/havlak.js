// Havlak's recognition of loops, reducible or not, in a graph of basic blocks.

const PLAIN = 0, REDUCIBLE = 1, ITSELF = 2, IRREDUCIBLE = 3;

class Block {
  constructor(number) {
    this.number = number;
    this.predecessors = [];
    this.successors = [];
  }
}

class Graph {
  constructor() {
    this.blocks = [];
  }

  block() {
    const block = new Block(this.blocks.length);
    this.blocks.push(block);
    return block;
  }

  edge(source, target) {
    source.successors.push(target);
    target.predecessors.push(source);
  }

  straight(start, n) {
    for (let i = 0; i < n; i++) {
      const after = this.block();
      this.edge(start, after);
      start = after;
    }
    return start;
  }

  diamond(start) {
    const left = this.block(), right = this.block(), end = this.block();
    this.edge(start, left);
    this.edge(start, right);
    this.edge(left, end);
    this.edge(right, end);
    return end;
  }

  // A loop of one header, a diamond inside, and a way back.
  loop(start) {
    const header = this.straight(start, 1);
    const latch = this.straight(this.diamond(header), 1);
    this.edge(latch, header);
    return this.straight(latch, 1);
  }
}

class Loop {
  constructor(header, reducible) {
    this.header = header;
    this.reducible = reducible;
    this.blocks = [header];
    this.parent = null;
    this.children = [];
    this.nesting = 0;
  }

  enter(parent) {
    this.parent = parent;
    parent.children.push(this);
  }
}

// What the search knows of a block; a tree of union-find as well.
class Node {
  constructor(block, number) {
    this.block = block;
    this.number = number;
    this.parent = this;
    this.loop = null;
  }

  find() {
    let root = this;
    while (root.parent !== root)
      root = root.parent;
    let node = this;
    while (node !== root) {
      const following = node.parent;
      node.parent = root;
      node = following;
    }
    return root;
  }

  union(root) {
    this.parent = root;
  }
}

class Finder {
  constructor(graph) {
    this.graph = graph;
    this.loops = [];
    this.root = new Loop(null, true);
  }

  // Numbers the blocks in depth-first order, and the last of each subtree.
  search() {
    const size = this.graph.blocks.length;
    this.order = new Array(size).fill(-1);
    this.nodes = [];
    this.last = new Array(size).fill(0);
    const stack = [[this.graph.blocks[0], 0]];
    this.order[0] = 0;
    this.nodes.push(new Node(this.graph.blocks[0], 0));
    while (stack.length) {
      const [block, position] = stack.pop();
      if (position < block.successors.length) {
        stack.push([block, position + 1]);
        const target = block.successors[position];
        if (this.order[target.number] < 0) {
          const number = this.nodes.length;
          this.order[target.number] = number;
          this.nodes.push(new Node(target, number));
          stack.push([target, 0]);
        }
      } else {
        this.last[this.order[block.number]] = this.nodes.length - 1;
      }
    }
  }

  isAncestor(above, below) {
    return above <= below && below <= this.last[above];
  }

  run() {
    this.search();
    const count = this.nodes.length;
    const kinds = new Array(count).fill(PLAIN), headers = new Array(count).fill(0);
    const back = Array.from({length: count}, () => []), others = Array.from({length: count}, () => new Set());
    for (const node of this.nodes) {
      for (const predecessor of node.block.predecessors) {
        const number = this.order[predecessor.number];
        if (number < 0)
          continue;
        if (this.isAncestor(node.number, number))
          back[node.number].push(number);
        else
          others[node.number].add(number);
      }
    }
    for (let number = count - 1; number >= 0; number--) {
      const node = this.nodes[number];
      const body = [];
      for (const predecessor of back[number]) {
        if (predecessor === number)
          kinds[number] = ITSELF;
        else
          body.push(this.nodes[predecessor].find());
      }
      if (body.length)
        kinds[number] = REDUCIBLE;
      const inside = new Set(body.map(n => n.number));
      const work = body.slice();
      while (work.length) {
        const at = work.pop();
        for (const predecessor of others[at.number]) {
          const reached = this.nodes[predecessor].find();
          if (!this.isAncestor(number, reached.number)) {
            kinds[number] = IRREDUCIBLE;
            others[number].add(reached.number);
          } else if (reached.number !== number && !inside.has(reached.number)) {
            inside.add(reached.number);
            body.push(reached);
            work.push(reached);
          }
        }
      }
      if (body.length || kinds[number] === ITSELF)
        this.found(node, body, kinds[number], headers);
    }
  }

  found(node, body, kind, headers) {
    const loop = new Loop(node.block, kind !== IRREDUCIBLE);
    node.loop = loop;
    this.loops.push(loop);
    for (const member of body) {
      headers[member.number] = node.number;
      member.union(node);
      if (member.loop !== null)
        member.loop.enter(loop);
      else
        loop.blocks.push(member.block);
    }
  }

  nest() {
    for (const loop of this.loops)
      if (loop.parent === null)
        loop.enter(this.root);
    return this.depth(this.root, 0);
  }

  depth(loop, nesting) {
    loop.nesting = nesting;
    let deepest = nesting;
    for (const child of loop.children)
      deepest = Math.max(deepest, this.depth(child, nesting + 1));
    return deepest;
  }
}

function build(outer, inner) {
  const graph = new Graph();
  let at = graph.block();
  for (let i = 0; i < outer; i++) {
    const top = at = graph.straight(at, 1);
    for (let j = 0; j < inner; j++) {
      const middle = at = graph.straight(at, 1);
      for (let k = 0; k < 5; k++)
        at = graph.loop(at);
      graph.edge(at, middle);
      at = graph.straight(at, 1);
    }
    graph.edge(at, top);
    at = graph.straight(at, 1);
  }
  // Two entries into one cycle.
  const left = graph.block(), right = graph.block();
  graph.edge(at, left);
  graph.edge(at, right);
  graph.edge(left, right);
  graph.edge(right, left);
  return graph;
}

const graph = build(10, 20);
let loops = 0, deepest = 0, blocks = 0, irreducible = 0;
for (let i = 0; i < Number(process.argv[2]); i++) {
  const finder = new Finder(graph);
  finder.run();
  deepest += finder.nest();
  loops += finder.loops.length;
  for (const loop of finder.loops) {
    blocks += loop.blocks.length;
    if (!loop.reducible)
      irreducible++;
  }
}
console.log(graph.blocks.length, loops, deepest, blocks, irreducible);
