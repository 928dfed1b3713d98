print("cycle_a starts")
import cycle_b
early = "a early"


def from_b():
    return cycle_b.late


print("cycle_a ends")
