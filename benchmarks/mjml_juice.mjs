// Official MJML and juice, all documents in one process.
//
// In: a folder of NAME.mjml and NAME.css (as `dump.py` writes them), how often to go through them, and a folder for
// the letters if they are to be looked at. Out: JSON with the milliseconds of each pass and what MJML complained of.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const mjml2html = require("mjml");
const juice = require("juice");

const [folder, passes, out] = process.argv.slice(2);
const names = readdirSync(folder).filter((name) => name.endsWith(".mjml")).sort();
const documents = names.map((name) => ({
  name,
  mjml: readFileSync(join(folder, name), "utf8"),
  css: readFileSync(join(folder, name.replace(/mjml$/, "css")), "utf8"),
}));

const took = { wall_ms: [], cpu_ms: [], bytes: [], complaints: [] };
for (let pass = 0; pass < Number(passes); pass++) {
  const begun = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const letters = [];
  for (const { mjml, css } of documents) {
    const { html, errors } = await mjml2html(mjml);
    if (pass === 0) took.complaints.push(...errors.map((error) => error.formattedMessage));
    // Only letter.css goes into style attributes; MJML's own style sheets stay, as they do in `newsletter build`.
    letters.push(juice.inlineContent(html, css));
  }
  const used = process.cpuUsage(cpu);
  took.wall_ms.push(Number(process.hrtime.bigint() - begun) / 1e6);
  took.cpu_ms.push((used.user + used.system) / 1e3);
  took.bytes = letters.map((letter) => Buffer.byteLength(letter));
  if (out && pass === 0) {
    mkdirSync(out, { recursive: true });
    letters.forEach((letter, at) => writeFileSync(join(out, names[at].replace(/mjml$/, "html")), letter));
  }
}
console.log(JSON.stringify(took));
