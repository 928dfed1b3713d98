print("cycle_b starts")
import cycle_a
print(hasattr(cycle_a, "early"))
try:
    from cycle_a import early
except ImportError as e:
    print(str(e).split("(most")[0])
late = "b late"


def from_a():
    return cycle_a.early


print("cycle_b ends")
