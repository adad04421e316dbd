// Prints what the optimised client consists of, and the size of each file of a first visit: `node size.js`.
//
// `target/client-names.wasm` is the client with the names of its functions (see site.sh). "Alone" is the size of the
// functions with Brotli; in the whole client they take less, because they repeat others.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { SECTION, functions as functionsOf, sections } from "./wasm.js";

const NAMED = "target/client-names.wasm";
const SITE = "target/site";
/** The font that every page loads. */
const FONT = "fonts/figtree.woff2";
/** Functions in the list. */
const SHOWN = 60;

/** Returns the crate that a function belongs to: for an implementation, that of the type. */
function crateOf(name) {
  if (/drop_in_place|drop_glue/.test(name)) return "drop glue";
  return /^[<&\[({ ]*(?:(?:dyn|impl|mut|as)\s+)*([a-z_]\w*)(?:\[[0-9a-f]+\])?::/.exec(name)?.[1] ?? "others";
}

/** Returns the name that all instances of a generic function share: `<_ as Trait>::function`. */
function withoutTypes(named) {
  const name = named.replace(/\[[0-9a-f]{8,}\]/g, "");
  const self = name.startsWith("<") ? matching(name, 0) : 0;
  const trait = / as (.*)>$/.exec(name.slice(0, self))?.[1];
  let plain = self === 0 ? "" : trait ? `<_ as ${withoutTypes(trait)}>` : withoutTypes(name.slice(1, self - 1));
  for (let at = self; at < name.length; at += 1) {
    if (name[at] === "<") at = matching(name, at) - 1;
    else plain += name[at];
  }
  return plain;
}

/** Returns the position after the `>` that closes the `<` at this position. */
function matching(name, at) {
  for (let depth = 0; at < name.length; at += 1) {
    if (name[at] === "<") depth += 1;
    if (name[at] === ">" && name[at - 1] !== "-") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return name.length;
}

async function withBrotli(data) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return (await promisify(brotliCompress)(data, { params })).length;
}

function groupBy(values, keyOf) {
  const groups = new Map();
  for (const value of values) {
    const key = keyOf(value);
    groups.has(key) ? groups.get(key).push(value) : groups.set(key, [value]);
  }
  return [...groups];
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(8);

async function printFiles() {
  console.log("Files of a first visit: kB, and kB as transferred with Brotli");
  let sum = 0;
  const client = (await readdir(join(SITE, "pkg"))).map((name) => join("pkg", name));
  for (const file of [...client, FONT].filter((name) => !/\.(br|gz)$/.test(name))) {
    const size = (path) => stat(join(SITE, path)).then((found) => found.size);
    const raw = await size(file);
    const transferred = await size(`${file}.br`).catch(() => raw);
    sum += transferred;
    console.log(`${kilobytes(raw)} ${kilobytes(transferred)}  ${file}`);
  }
  console.log(`${" ".repeat(8)} ${kilobytes(sum)}  together`);
}

async function printCrates(functions) {
  const crates = groupBy(functions, ({ name }) => crateOf(name));
  const rows = await Promise.all(
    crates.map(async ([name, members]) => {
      const code = Buffer.concat(members.map(({ code }) => code));
      return { name, count: members.length, raw: code.length, alone: await withBrotli(code) };
    }),
  );
  console.log("\nCrates: kB, kB with Brotli alone, functions");
  for (const { name, count, raw, alone } of rows.sort((a, b) => b.raw - a.raw)) {
    if (raw >= 1000) console.log(`${kilobytes(raw)} ${kilobytes(alone)} ${String(count).padStart(6)}  ${name}`);
  }
}

function printFunctions(functions) {
  console.log("\nLargest functions: kB of all functions of this name, functions");
  const rows = groupBy(functions, ({ name }) => withoutTypes(name)).map(([name, all]) => ({
    name,
    count: all.length,
    raw: all.reduce((sum, { code }) => sum + code.length, 0),
  }));
  for (const { name, count, raw } of rows.sort((a, b) => b.raw - a.raw).slice(0, SHOWN)) {
    console.log(`${kilobytes(raw)} ${String(count).padStart(6)}  ${name.slice(0, 160)}`);
  }
}

const wasm = await readFile(NAMED);
const functions = functionsOf(wasm).map(({ code, name }) => ({ code, name: name ?? "without a name" }));
const data = sections(wasm).find(({ id }) => id === SECTION.data).content;
await printFiles();
await printCrates(functions);
printFunctions(functions);
console.log(`\nConstants: texts, tables, names\n${kilobytes(data.length)} ${kilobytes(await withBrotli(data))}`);
