// nodemailer's pool with DKIM: COUNT personalised messages to a server on loopback; prints the seconds it took.
import { readFileSync } from "node:fs";
import nodemailer from "nodemailer";

const [port, count, file] = process.argv.slice(2);
const letter = JSON.parse(readFileSync(file, "utf-8"));
const transport = nodemailer.createTransport({
  host: "127.0.0.1", port: Number(port), secure: false, ignoreTLS: true, pool: true, maxConnections: 16, maxMessages: Infinity,
  dkim: { domainName: "example.org", keySelector: "news", privateKey: letter.key },
});
const begun = process.hrtime.bigint();
await Promise.all(Array.from({ length: Number(count) }, (_, number) => transport.sendMail({
  from: "Newsletter <news@example.org>", to: `reader${number}@example.org`, subject: "Issue",
  text: letter.text.replaceAll("sample", `token${number}`), html: letter.html.replaceAll("sample", `token${number}`),
  list: { unsubscribe: { url: `https://news.example.org/u/${number}` } },
})));
console.log(Number(process.hrtime.bigint() - begun) / 1e9);
transport.close();
