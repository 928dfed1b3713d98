print("ca start")
import cb
A = "A"
def use(): return cb.B
print("ca end", cb.seen)
