print("helpers imported")


def vowels(text):
    return sum(c in "aeiou" for c in text.lower())


def first(text):
    return text[:1]
