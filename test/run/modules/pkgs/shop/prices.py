print("prices init", __name__)
PRICE = 10
_private = 1
def raise_price(n):
    global PRICE
    PRICE += n
    return PRICE
