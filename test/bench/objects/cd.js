// Collision detection: aircraft fly for some frames; boxes of the air sort out who may meet, geometry tells who does.

const BOX = 2;
const RADIUS = 0.5;

class Vector {
  constructor(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }

  plus(other) {
    return new Vector(this.x + other.x, this.y + other.y, this.z + other.z);
  }

  minus(other) {
    return new Vector(this.x - other.x, this.y - other.y, this.z - other.z);
  }

  times(factor) {
    return new Vector(this.x * factor, this.y * factor, this.z * factor);
  }

  dot(other) {
    return this.x * other.x + this.y * other.y + this.z * other.z;
  }
}

class Motion {
  constructor(name, start, end) {
    this.name = name;
    this.start = start;
    this.end = end;
  }

  // The point halfway between two aircraft when they first come too near, or null.
  meeting(other) {
    const relative = this.end.minus(this.start).minus(other.end.minus(other.start));
    const apart = this.start.minus(other.start);
    const a = relative.dot(relative);
    const b = 2 * apart.dot(relative);
    const c = apart.dot(apart) - 4 * RADIUS * RADIUS;
    let when = 0;
    if (a === 0) {
      if (c > 0)
        return null;
    } else {
      const under = b * b - 4 * a * c;
      if (under < 0)
        return null;
      const root = Math.sqrt(under);
      const first = (-b - root) / (2 * a);
      const second = (-b + root) / (2 * a);
      if (second < 0 || first > 1)
        return null;
      when = first > 0 ? first : 0;
    }
    const here = this.start.plus(this.end.minus(this.start).times(when));
    const there = other.start.plus(other.end.minus(other.start).times(when));
    return here.plus(there).times(0.5);
  }
}

class Collision {
  constructor(one, other, place) {
    this.one = one;
    this.other = other;
    this.place = place;
  }
}

class Simulator {
  constructor(aircraft) {
    this.aircraft = aircraft;
  }

  positions(time) {
    const result = [];
    for (let i = 0; i < this.aircraft; i += 2) {
      result.push([i, new Vector(time, Math.cos(time) * 2 + i * 3, 10)]);
      result.push([i + 1, new Vector(time, Math.sin(time) * 2 + i * 3, 10)]);
    }
    return result;
  }
}

class Detector {
  constructor() {
    this.before = new Map();
  }

  motions(positions) {
    const result = [];
    for (const [name, place] of positions) {
      result.push(new Motion(name, this.before.get(name) || place, place));
      this.before.set(name, place);
    }
    return result;
  }

  // Enters the motion into each box that its path, made wider, touches.
  mark(motion, boxes) {
    const lowX = Math.floor((Math.min(motion.start.x, motion.end.x) - RADIUS) / BOX);
    const highX = Math.floor((Math.max(motion.start.x, motion.end.x) + RADIUS) / BOX);
    const lowY = Math.floor((Math.min(motion.start.y, motion.end.y) - RADIUS) / BOX);
    const highY = Math.floor((Math.max(motion.start.y, motion.end.y) + RADIUS) / BOX);
    for (let x = lowX; x <= highX; x++) {
      for (let y = lowY; y <= highY; y++) {
        const key = x * 65536 + y;
        const crowd = boxes.get(key);
        if (crowd)
          crowd.push(motion);
        else
          boxes.set(key, [motion]);
      }
    }
  }

  frame(positions) {
    const boxes = new Map();
    for (const motion of this.motions(positions))
      this.mark(motion, boxes);
    const seen = new Set();
    const collisions = [];
    for (const crowd of boxes.values()) {
      for (let i = 0; i < crowd.length; i++) {
        for (let j = i + 1; j < crowd.length; j++) {
          const pair = crowd[i].name * 65536 + crowd[j].name;
          if (seen.has(pair))
            continue;
          seen.add(pair);
          const place = crowd[i].meeting(crowd[j]);
          if (place !== null)
            collisions.push(new Collision(crowd[i].name, crowd[j].name, place));
        }
      }
    }
    return collisions;
  }
}

const simulator = new Simulator(200);
const detector = new Detector();
let count = 0, height = 0;
for (let i = 0; i < Number(process.argv[2]); i++) {
  for (const collision of detector.frame(simulator.positions(i / 10))) {
    count++;
    height += collision.place.z;
  }
}
console.log(count, Math.trunc(height));
