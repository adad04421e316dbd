// Writes a Brotli and a gzip copy of every file in a folder, if the copy is smaller. The server sends these
// copies as they are: `node compress.js FOLDER`.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const COMPRESSIBLE = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest", ".xml"]);

const ENCODINGS = {
  br: (data) =>
    promisify(brotliCompress)(data, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
      },
    }),
  gz: (data) => promisify(gzip)(data, { level: 9 }),
};

const entries = await readdir(process.argv[2], { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.has(extname(entry.name)));

await Promise.all(
  files.map(async (file) => {
    const path = join(file.parentPath ?? file.path, file.name);
    const data = await readFile(path);
    for (const [ending, compress] of Object.entries(ENCODINGS)) {
      const compressed = await compress(data);
      if (compressed.length < data.length) {
        await writeFile(`${path}.${ending}`, compressed);
      }
      if (ending === "br" && extname(path) === ".wasm") {
        console.log(`Client: ${Math.round(compressed.length / 1000)} kB with Brotli`);
      }
    }
  }),
);
