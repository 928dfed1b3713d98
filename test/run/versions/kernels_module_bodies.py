# Of kernels_module.tr.
class Body:
    def __init__(self, x, v):
        self.x = x
        self.v = v
        self.hits = 0

    def move(self, dt):
        self.x += self.v * dt
        if self.x > 10.0:
            self.v = -self.v
            self.hits += 1
        return self.hits


first, second = Body(1.0, 3.5), Body(4.0, 30.0)
path = 0.0
hits = 0
for i in range(40):
    hits += first.move(0.1) + second.move(0.2)
    path += first.x - second.x
    if i == 10:
        first.hits = 2**62
    if i == 20:
        second.v = 5
    if i == 25:
        first.v = 2**64
    if i == 30:
        Body.move = lambda self, dt: 1
    if i == 35:
        first.move = lambda dt: 0.5
print("bodies", hits, path, first.x, first.v, first.hits, second.x, second.v, second.hits)
