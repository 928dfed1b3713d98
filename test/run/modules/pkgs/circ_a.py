print("circ_a start")
import circ_b
def fa(): return "fa " + circ_b.fb()
print("circ_a end")
