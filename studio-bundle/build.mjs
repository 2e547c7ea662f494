// The bundle and its licences: the same sources and the same package-lock.json give the same bytes.
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const out = process.argv[2] ?? new URL('../newsletter/studio/static/', here).pathname;
await build({
  entryPoints: [new URL('src/main.js', here).pathname],
  outfile: `${out}/studio.js`,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', here)));
const licences = Object.entries(dependencies).map(([name, version]) =>
  `${name} ${version}\n\n${readFileSync(new URL(`node_modules/${name}/LICENSE`, here), 'utf8').trim()}\n`);
writeFileSync(`${out}/LICENCES.txt`, `What the bundle studio.js holds besides the studio's own code.\n\n${licences.join('\n\n')}`);
