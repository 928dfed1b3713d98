// A parser of JSON by recursive descent, one character at a time.

class ParseError extends Error {
  constructor(message, position) {
    super(message);
    this.position = position;
  }
}

class JsonNull {
  weight() {
    return 1;
  }
}

class JsonBool {
  constructor(value) {
    this.value = value;
  }

  weight() {
    return this.value ? 2 : 3;
  }
}

class JsonNumber {
  constructor(text) {
    this.text = text;
  }

  weight() {
    return this.text.length;
  }
}

class JsonString {
  constructor(text) {
    this.text = text;
  }

  weight() {
    return this.text.length;
  }
}

class JsonArray {
  constructor() {
    this.items = [];
  }

  weight() {
    let total = 1;
    for (const item of this.items)
      total += item.weight();
    return total;
  }
}

class JsonObject {
  constructor() {
    this.names = [];
    this.values = [];
  }

  add(name, value) {
    this.names.push(name);
    this.values.push(value);
  }

  weight() {
    let total = 1;
    for (let i = 0; i < this.names.length; i++)
      total += this.names[i].length + this.values[i].weight();
    return total;
  }
}

const ESCAPES = {n: "\n", t: "\t"};

class Parser {
  constructor(text) {
    this.text = text;
    this.position = 0;
    this.current = text ? text[0] : "";
  }

  advance() {
    this.position++;
    this.current = this.position < this.text.length ? this.text[this.position] : "";
  }

  skip() {
    while (this.current === " " || this.current === "\n" || this.current === "\t")
      this.advance();
  }

  fail(message) {
    throw new ParseError(message, this.position);
  }

  document() {
    this.skip();
    const value = this.value();
    this.skip();
    if (this.current !== "")
      this.fail("text after the value");
    return value;
  }

  value() {
    switch (this.current) {
    case "{":
      return this.object();
    case "[":
      return this.array();
    case '"':
      return new JsonString(this.string());
    case "t":
      this.word("true");
      return new JsonBool(true);
    case "f":
      this.word("false");
      return new JsonBool(false);
    case "n":
      this.word("null");
      return new JsonNull();
    }
    return this.number();
  }

  word(letters) {
    for (const letter of letters) {
      if (this.current !== letter)
        this.fail("expected " + letters);
      this.advance();
    }
  }

  object() {
    const result = new JsonObject();
    this.advance();
    this.skip();
    if (this.current === "}") {
      this.advance();
      return result;
    }
    for (;;) {
      this.skip();
      if (this.current !== '"')
        this.fail("expected a name");
      const name = this.string();
      this.skip();
      if (this.current !== ":")
        this.fail("expected a colon");
      this.advance();
      this.skip();
      result.add(name, this.value());
      this.skip();
      if (this.current === "}") {
        this.advance();
        return result;
      }
      if (this.current !== ",")
        this.fail("expected a comma");
      this.advance();
    }
  }

  array() {
    const result = new JsonArray();
    this.advance();
    this.skip();
    if (this.current === "]") {
      this.advance();
      return result;
    }
    for (;;) {
      this.skip();
      result.items.push(this.value());
      this.skip();
      if (this.current === "]") {
        this.advance();
        return result;
      }
      if (this.current !== ",")
        this.fail("expected a comma");
      this.advance();
    }
  }

  string() {
    this.advance();
    let start = this.position;
    let parts = "";
    while (this.current !== '"') {
      if (this.current === "")
        this.fail("string without end");
      if (this.current === "\\") {
        parts += this.text.slice(start, this.position);
        this.advance();
        parts += ESCAPES[this.current] || this.current;
        this.advance();
        start = this.position;
      } else {
        this.advance();
      }
    }
    parts += this.text.slice(start, this.position);
    this.advance();
    return parts;
  }

  digits() {
    if (!(this.current >= "0" && this.current <= "9"))
      this.fail("expected a digit");
    while (this.current >= "0" && this.current <= "9")
      this.advance();
  }

  number() {
    const start = this.position;
    if (this.current === "-")
      this.advance();
    this.digits();
    if (this.current === ".") {
      this.advance();
      this.digits();
    }
    if (this.current === "e" || this.current === "E") {
      this.advance();
      if (this.current === "+" || this.current === "-")
        this.advance();
      this.digits();
    }
    return new JsonNumber(this.text.slice(start, this.position));
  }
}

function sample(records) {
  const lines = [];
  for (let i = 0; i < records; i++)
    lines.push(`  {"id": ${i}, "name": "item \\"${i * 7}\\"", "price": ${i % 90}.5, "tags": ["a${i % 13}", "b", "c\\n"], ` +
      `"stock": {"here": true, "there": false, "none": null}, "sizes": [${i}, -2, 3e5]}`);
  return "[\n" + lines.join(",\n") + "\n]\n";
}

const text = sample(200);
let total = 0, broken = 0;
for (let i = 0; i < Number(process.argv[2]); i++)
  total += new Parser(text).document().weight();
for (let cut = 1; cut < 200; cut++) {
  try {
    new Parser(text.slice(0, cut)).document();
  } catch (error) {
    if (!(error instanceof ParseError))
      throw error;
    broken += error.position;
  }
}
console.log(text.length, total, broken);
