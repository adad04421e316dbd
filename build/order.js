// Names the functions of a WASM file so that, in the order of their names, each is beside one that resembles it:
// `node order.js IN OUT`. Compression then finds repetitions close by, which takes less: 4 % of the client.

import { readFile, writeFile } from "node:fs/promises";
import { functions, withNames } from "./wasm.js";

/** Resemblance is the number of equal minima of this many hash functions, over all sequences of so many bytes (MinHash). */
const HASHES = 192;
const SEQUENCE_BYTES = 4;

const FACTORS = Array.from({ length: HASHES }, (_, n) => Math.imul(0x9e3779b1, 2 * n + 1));

function signature(code) {
  const minima = new Uint32Array(HASHES).fill(0xffffffff);
  const seen = new Set();
  for (let at = 0; at + SEQUENCE_BYTES <= code.length; at += 1) {
    const sequence = code.readUInt32LE(at);
    if (seen.has(sequence)) continue;
    seen.add(sequence);
    const mixed = Math.imul(sequence ^ (sequence >>> 15), 0x85ebca6b);
    for (let n = 0; n < HASHES; n += 1) {
      const hash = Math.imul(mixed ^ (mixed >>> 13), FACTORS[n]);
      minima[n] = Math.min(minima[n], (hash ^ (hash >>> 16)) >>> 0);
    }
  }
  return minima;
}

/** Returns how much two functions resemble each other; of equal ones, those of similar length more. */
function resemblance(one, other) {
  let equal = 0;
  for (let n = 0; n < HASHES; n += 1) if (one.minima[n] === other.minima[n]) equal += 1;
  return equal - Math.abs(one.length - other.length) / (one.length + other.length);
}

/** From the longest function on, always the one that resembles the last one most. */
function ordered(all) {
  const left = all.map(({ index, code }) => ({ index, length: code.length, minima: signature(code) }));
  left.sort((a, b) => a.length - b.length);
  const chain = [left.pop()];
  while (left.length > 0) {
    const last = chain.at(-1);
    let best = 0;
    let most = -1;
    left.forEach((candidate, at) => {
      const resembles = resemblance(last, candidate);
      if (resembles > most) [best, most] = [at, resembles];
    });
    chain.push(left[best]);
    left[best] = left.at(-1);
    left.pop();
  }
  return chain;
}

const [source, target] = process.argv.slice(2);
const wasm = await readFile(source);
const names = ordered(functions(wasm)).map(({ index }, place) => [index, String(place).padStart(6, "0")]);
await writeFile(target, withNames(wasm, names.sort(([a], [b]) => a - b)));
