// The bundles and their licences: the same sources and the same package-lock.json give the same bytes. `studio.js` runs on
// every page; `writing.js` is loaded by pages on which texts are written with marks, `review.js` by the review desk,
// `looking.js` by the screens that look at all letters of an issue. They take what they need of the studio from the very
// `studio.js` that the page has loaded, by its address.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const out = process.argv[2] ?? new URL('../newsletter/studio/static/', here).pathname;
const packages = new Set();

async function bundle(entry, name, plugins = []) {
  const { metafile } = await build({
    entryPoints: [new URL(`src/${entry}`, here).pathname],
    outfile: `${out}/${name}`,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins,
  });
  for (const input of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
}

await bundle('main.js', 'studio.js');
const digest = createHash('sha256').update(readFileSync(`${out}/studio.js`)).digest('hex').slice(0, 16);
const shared = [{
  name: 'the studio that the page has loaded',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/shared\.js$/ }, () => ({ path: `./studio-${digest}.js`, external: true })),
}];
await bundle('writing/main.js', 'writing.js', shared);
await bundle('review/main.js', 'review.js', shared);
await bundle('looking/main.js', 'looking.js', shared);

const licences = [...packages].sort().map((name) => {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, here)));
  return `${name} ${version}\n\n${readFileSync(new URL(`node_modules/${name}/LICENSE`, here), 'utf8').trim()}\n`;
});
writeFileSync(`${out}/LICENCES.txt`, `What the bundles studio.js, writing.js, review.js and looking.js hold besides the studio's own code.\n\n${licences.join('\n\n')}`);
