// Reads and writes the parts of a WASM file that the build needs: the code and the names of functions.

export const SECTION = { custom: 0, imports: 2, code: 10, data: 11 };
const FUNCTION_NAMES = 1;
const IMPORT = { function: 0, table: 1, memory: 2, global: 3 };
const HEADER_BYTES = 8;

class Reader {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at >= this.data.length;
  }

  number() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.data[this.at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  bytes(length = this.number()) {
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }

  text() {
    return this.bytes().toString("utf8");
  }

  limits() {
    const hasMaximum = this.number() & 1;
    this.number();
    if (hasMaximum) this.number();
  }
}

/** Returns the sections of a file, `{ id, content }`, in their order. */
export function sections(wasm) {
  const reader = new Reader(wasm);
  reader.bytes(HEADER_BYTES);
  const found = [];
  while (!reader.isAtEnd) found.push({ id: reader.number(), content: reader.bytes() });
  return found;
}

/** Returns the functions of a file, `{ index, code, name }`; without names, `name` is undefined. */
export function functions(wasm) {
  const all = sections(wasm);
  const content = (wanted) => all.find(({ id }) => id === wanted)?.content ?? Buffer.alloc(1);
  const imported = countImportedFunctions(new Reader(content(SECTION.imports)));
  const names = functionNames(all);
  const code = new Reader(content(SECTION.code));
  return Array.from({ length: code.number() }, (_, n) => {
    const index = imported + n;
    return { index, code: code.bytes(), name: names.get(index) };
  });
}

function countImportedFunctions(section) {
  let count = 0;
  for (let left = section.number(); left > 0; left -= 1) {
    section.text();
    section.text();
    const kind = section.number();
    if (kind === IMPORT.function) count += 1;
    if (kind === IMPORT.table) section.number();
    if (kind === IMPORT.table || kind === IMPORT.memory) section.limits();
    else section.number();
    if (kind === IMPORT.global) section.number();
  }
  return count;
}

const isNames = ({ id, content }) => id === SECTION.custom && new Reader(content).text() === "name";

function functionNames(all) {
  const names = new Map();
  for (const { content } of all.filter(isNames)) {
    const section = new Reader(content);
    section.text();
    while (!section.isAtEnd) {
      const kind = section.number();
      const part = new Reader(section.bytes());
      if (kind !== FUNCTION_NAMES) continue;
      for (let left = part.number(); left > 0; left -= 1) names.set(part.number(), part.text());
    }
  }
  return names;
}

/** Returns the file with other names of functions, `[index, name]` in the order of the indices. */
export function withNames(wasm, names) {
  const kept = sections(wasm).filter((section) => !isNames(section));
  const list = [number(names.length), ...names.flatMap(([index, name]) => [number(index), block(Buffer.from(name))])];
  const content = [block(Buffer.from("name")), number(FUNCTION_NAMES), block(Buffer.concat(list))];
  const written = [...kept, { id: SECTION.custom, content: Buffer.concat(content) }];
  const parts = written.flatMap(({ id, content }) => [number(id), block(content)]);
  return Buffer.concat([wasm.subarray(0, HEADER_BYTES), ...parts]);
}

const block = (content) => Buffer.concat([number(content.length), content]);

/** Encodes a number (LEB128). */
function number(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}
