"""Doc of plain."""
print("plain is imported")
name = "plain"
counter = 0


def bump():
    global counter
    counter += 1
    return counter


def call_bump():
    return bump()


def func():
    pass
