CONSTANT = "constant"


def assist():
    return "assisted"


class Thing:
    pass
