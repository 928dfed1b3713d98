"use strict";
// The kernel of a small operating system: six tasks of different priorities hand packets to each other.

const IDLE = 0, WORKER = 1, HANDLER_A = 2, HANDLER_B = 3, DEVICE_A = 4, DEVICE_B = 5;
const FROM_DEVICE = 0, FROM_WORKER = 1;
const SIZE = 4;

class Packet {
  constructor(link, target, kind) {
    this.link = link;
    this.target = target;
    this.kind = kind;
    this.position = 0;
    this.data = new Array(SIZE).fill(0);
  }

  // The queue with this packet at its end.
  behind(queue) {
    this.link = null;
    if (queue === null)
      return this;
    let last = queue;
    while (last.link !== null)
      last = last.link;
    last.link = this;
    return queue;
  }
}

class Task {
  constructor(system, number, priority, queue, waiting) {
    this.system = system;
    this.number = number;
    this.priority = priority;
    this.queue = queue;
    this.waiting = waiting;
    this.held = false;
    this.following = system.first;
    system.first = this;
    system.tasks[number] = this;
  }

  blocked() {
    return this.held || (this.waiting && this.queue === null);
  }

  takeTurn() {
    let packet = null;
    if (this.waiting) {
      packet = this.queue;
      if (packet !== null) {
        this.queue = packet.link;
        this.waiting = false;
      }
    }
    return this.step(packet);
  }

  wait() {
    this.waiting = true;
    return this;
  }

  receive(packet, sender) {
    if (this.queue === null) {
      this.queue = packet;
      if (this.priority > sender.priority)
        return this;
    } else {
      this.queue = packet.behind(this.queue);
    }
    return sender;
  }
}

class Idle extends Task {
  constructor(system, number, priority, count) {
    super(system, number, priority, null, false);
    this.control = 1;
    this.count = count;
  }

  step(packet) {
    this.count--;
    if (this.count === 0)
      return this.system.hold(this);
    if ((this.control & 1) === 0) {
      this.control >>= 1;
      return this.system.release(this, DEVICE_A);
    }
    this.control = (this.control >> 1) ^ 0xD008;
    return this.system.release(this, DEVICE_B);
  }
}

class Worker extends Task {
  constructor(system, number, priority, queue) {
    super(system, number, priority, queue, true);
    this.destination = HANDLER_A;
    this.letter = 0;
  }

  step(packet) {
    if (packet === null)
      return this.wait();
    this.destination = this.destination === HANDLER_A ? HANDLER_B : HANDLER_A;
    packet.target = this.destination;
    packet.position = 0;
    for (let i = 0; i < SIZE; i++) {
      this.letter++;
      if (this.letter > 26)
        this.letter = 1;
      packet.data[i] = 64 + this.letter;
    }
    return this.system.send(this, packet);
  }
}

class Handler extends Task {
  constructor(system, number, priority, queue) {
    super(system, number, priority, queue, true);
    this.work = null;
    this.devices = null;
  }

  step(packet) {
    if (packet !== null) {
      if (packet.kind === FROM_WORKER)
        this.work = packet.behind(this.work);
      else
        this.devices = packet.behind(this.devices);
    }
    const work = this.work;
    if (work === null)
      return this.wait();
    if (work.position >= SIZE) {
      this.work = work.link;
      return this.system.send(this, work);
    }
    const device = this.devices;
    if (device === null)
      return this.wait();
    this.devices = device.link;
    device.position = work.data[work.position];
    work.position++;
    return this.system.send(this, device);
  }
}

class Device extends Task {
  constructor(system, number, priority) {
    super(system, number, priority, null, true);
    this.pending = null;
  }

  step(packet) {
    if (packet !== null) {
      this.pending = packet;
      return this.system.hold(this);
    }
    const pending = this.pending;
    if (pending === null)
      return this.wait();
    this.pending = null;
    return this.system.send(this, pending);
  }
}

class System {
  constructor(count) {
    this.first = null;
    this.tasks = new Array(6).fill(null);
    this.sent = 0;
    this.holds = 0;
    new Idle(this, IDLE, 0, count);
    new Worker(this, WORKER, 1000, new Packet(new Packet(null, WORKER, FROM_WORKER), WORKER, FROM_WORKER));
    new Handler(this, HANDLER_A, 2000, this.three(DEVICE_A));
    new Handler(this, HANDLER_B, 3000, this.three(DEVICE_B));
    new Device(this, DEVICE_A, 4000);
    new Device(this, DEVICE_B, 5000);
  }

  three(device) {
    let queue = null;
    for (let i = 0; i < 3; i++)
      queue = new Packet(queue, device, FROM_DEVICE);
    return queue;
  }

  hold(task) {
    this.holds++;
    task.held = true;
    return task.following;
  }

  release(task, number) {
    const other = this.tasks[number];
    other.held = false;
    return other.priority > task.priority ? other : task;
  }

  send(task, packet) {
    const receiver = this.tasks[packet.target];
    this.sent++;
    packet.link = null;
    packet.target = task.number;
    return receiver.receive(packet, task);
  }

  run() {
    let task = this.first;
    while (task !== null)
      task = task.blocked() ? task.following : task.takeTurn();
  }
}

let sent = 0, holds = 0;
const rounds = Number(process.argv[2]);
for (let i = 0; i < rounds; i++) {
  const system = new System(10000);
  system.run();
  sent += system.sent;
  holds += system.holds;
}
console.log(sent, holds);
