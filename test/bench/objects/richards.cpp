// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel of a small operating system: six tasks of different priorities hand packets to each
// other.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

enum { kIdle, kWorker, kHandlerA, kHandlerB, kDeviceA, kDeviceB, kTasks };
enum class Kind { FromDevice, FromWorker };
constexpr int kSize = 4;

struct Packet {
  Packet* link;
  int target;
  Kind kind;
  int position = 0;
  std::array<int, kSize> data{};

  // The queue with this packet at its end.
  Packet* behind(Packet* queue) {
    link = nullptr;
    if (!queue)
      return this;
    Packet* last = queue;
    while (last->link)
      last = last->link;
    last->link = this;
    return queue;
  }
};

class Task;

class System {
public:
  explicit System(long count);
  ~System();
  Packet* packet(Packet* link, int target, Kind kind) {
    packets_.push_back(std::make_unique<Packet>(Packet{link, target, kind}));
    return packets_.back().get();
  }
  Task* hold(Task* task);
  Task* release(Task* task, int number);
  Task* send(Task* task, Packet* packet);
  void run();

  Task* first = nullptr;
  std::array<std::unique_ptr<Task>, kTasks> tasks;
  long sent = 0, holds = 0;

private:
  Packet* three(int device) {
    Packet* queue = nullptr;
    for (int i = 0; i < 3; ++i)
      queue = packet(queue, device, Kind::FromDevice);
    return queue;
  }

  std::vector<std::unique_ptr<Packet>> packets_;
};

class Task {
public:
  Task(System& system, int number, int priority, Packet* queue, bool waiting)
      : following(system.first), number(number), priority(priority), system_(system), queue_(queue),
        waiting_(waiting) {
    system.first = this;
  }
  virtual ~Task() = default;

  bool blocked() const { return held || (waiting_ && !queue_); }

  Task* takeTurn() {
    Packet* packet = nullptr;
    if (waiting_) {
      packet = queue_;
      if (packet) {
        queue_ = packet->link;
        waiting_ = false;
      }
    }
    return step(packet);
  }

  Task* receive(Packet* packet, Task* sender) {
    if (!queue_) {
      queue_ = packet;
      if (priority > sender->priority)
        return this;
    } else {
      queue_ = packet->behind(queue_);
    }
    return sender;
  }

  Task* following;
  int number, priority;
  bool held = false;

protected:
  virtual Task* step(Packet* packet) = 0;

  Task* wait() {
    waiting_ = true;
    return this;
  }

  System& system_;

private:
  Packet* queue_;
  bool waiting_;
};

class Idle : public Task {
public:
  Idle(System& system, long count) : Task(system, kIdle, 0, nullptr, false), count_(count) {}

protected:
  Task* step(Packet*) override {
    if (--count_ == 0)
      return system_.hold(this);
    if ((control_ & 1) == 0) {
      control_ >>= 1;
      return system_.release(this, kDeviceA);
    }
    control_ = (control_ >> 1) ^ 0xD008;
    return system_.release(this, kDeviceB);
  }

private:
  int control_ = 1;
  long count_;
};

class Worker : public Task {
public:
  Worker(System& system, Packet* queue) : Task(system, kWorker, 1000, queue, true) {}

protected:
  Task* step(Packet* packet) override {
    if (!packet)
      return wait();
    destination_ = destination_ == kHandlerA ? kHandlerB : kHandlerA;
    packet->target = destination_;
    packet->position = 0;
    for (int& place : packet->data) {
      if (++letter_ > 26)
        letter_ = 1;
      place = 64 + letter_;
    }
    return system_.send(this, packet);
  }

private:
  int destination_ = kHandlerA, letter_ = 0;
};

class Handler : public Task {
public:
  Handler(System& system, int number, int priority, Packet* queue)
      : Task(system, number, priority, queue, true) {}

protected:
  Task* step(Packet* packet) override {
    if (packet) {
      Packet*& queue = packet->kind == Kind::FromWorker ? work_ : devices_;
      queue = packet->behind(queue);
    }
    Packet* work = work_;
    if (!work)
      return wait();
    if (work->position >= kSize) {
      work_ = work->link;
      return system_.send(this, work);
    }
    Packet* device = devices_;
    if (!device)
      return wait();
    devices_ = device->link;
    device->position = work->data[static_cast<size_t>(work->position++)];
    return system_.send(this, device);
  }

private:
  Packet *work_ = nullptr, *devices_ = nullptr;
};

class Device : public Task {
public:
  Device(System& system, int number, int priority)
      : Task(system, number, priority, nullptr, true) {}

protected:
  Task* step(Packet* packet) override {
    if (packet) {
      pending_ = packet;
      return system_.hold(this);
    }
    if (!pending_)
      return wait();
    Packet* pending = pending_;
    pending_ = nullptr;
    return system_.send(this, pending);
  }

private:
  Packet* pending_ = nullptr;
};

System::System(long count) {
  tasks[kIdle] = std::make_unique<Idle>(*this, count);
  Packet* work = packet(nullptr, kWorker, Kind::FromWorker);
  tasks[kWorker] = std::make_unique<Worker>(*this, packet(work, kWorker, Kind::FromWorker));
  tasks[kHandlerA] = std::make_unique<Handler>(*this, kHandlerA, 2000, three(kDeviceA));
  tasks[kHandlerB] = std::make_unique<Handler>(*this, kHandlerB, 3000, three(kDeviceB));
  tasks[kDeviceA] = std::make_unique<Device>(*this, kDeviceA, 4000);
  tasks[kDeviceB] = std::make_unique<Device>(*this, kDeviceB, 5000);
}

System::~System() = default;

Task* System::hold(Task* task) {
  ++holds;
  task->held = true;
  return task->following;
}

Task* System::release(Task* task, int number) {
  Task* other = tasks[static_cast<size_t>(number)].get();
  other->held = false;
  return other->priority > task->priority ? other : task;
}

Task* System::send(Task* task, Packet* packet) {
  Task* receiver = tasks[static_cast<size_t>(packet->target)].get();
  ++sent;
  packet->link = nullptr;
  packet->target = task->number;
  return receiver->receive(packet, task);
}

void System::run() {
  Task* task = first;
  while (task)
    task = task->blocked() ? task->following : task->takeTurn();
}

int main(int, char** argv) {
  long sent = 0, holds = 0;
  for (int rounds = std::atoi(argv[1]); rounds > 0; --rounds) {
    System system(10000);
    system.run();
    sent += system.sent;
    holds += system.holds;
  }
  std::printf("%ld %ld\n", sent, holds);
}
