// The towers of Hanoi, with disks as linked objects.

class Disk {
  constructor(size) {
    this.size = size;
    this.below = null;
  }
}

class Towers {
  constructor() {
    this.piles = [null, null, null];
    this.moves = 0;
  }

  push(disk, pile) {
    const top = this.piles[pile];
    if (top !== null && disk.size >= top.size)
      throw new Error("a disk cannot lie on a smaller one");
    disk.below = top;
    this.piles[pile] = disk;
  }

  pop(pile) {
    const top = this.piles[pile];
    if (top === null)
      throw new Error("no disk to take");
    this.piles[pile] = top.below;
    top.below = null;
    return top;
  }

  move(count, source, target) {
    if (count === 1) {
      this.push(this.pop(source), target);
      this.moves++;
    } else {
      const other = 3 - source - target;
      this.move(count - 1, source, other);
      this.move(1, source, target);
      this.move(count - 1, other, target);
    }
  }
}

const towers = new Towers();
const disks = Number(process.argv[2]);
for (let size = disks; size > 0; size--)
  towers.push(new Disk(size), 0);
towers.move(disks, 0, 2);
console.log(towers.moves, towers.piles[2].size);
