import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { rng } from '../src/core/random.ts';
import { loadImages } from '../src/lab/data/load.ts';
import { DATA_SEED } from '../src/live/state/state.ts';
import { packDigits } from '../src/live/training/digits.ts';
import { DIGITS } from '../src/live/training/image-source.ts';
import { subsetsOf } from '../src/problems/data/prepare.ts';

// npm run build:live [-- FOLDER] writes the live page: files that any web server can hand out, from any path.

const root = fileURLToPath(new URL('../', import.meta.url));
const own = join(root, 'dist/live/site');
const folder = process.argv[2] ?? own;
const source = join(root, 'src/live/page');

// What is in a folder of someone's own stays, but for the files of the page.
if (folder === own) rmSync(own, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

await build({
  entryPoints: [join(source, 'page.ts'), join(source, 'worker.ts')],
  outdir: folder,
  ...{ bundle: true, minify: true, format: 'iife', platform: 'browser', target: 'es2022' },
  ...{ legalComments: 'external', logLevel: 'warning' },
});

for (const name of ['index.html', 'style.css'])
  copyFileSync(join(source, name), join(folder, name));

// One of the three: the page asks for SIMD and one thread, so that its bits are those of Node.
const wasm = 'tfjs-backend-wasm-simd.wasm';
const backend = dirname(
  createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
);
copyFileSync(join(backend, 'dist', wasm), join(folder, wasm));

const places = { cacheDir: join(root, 'dist'), baseDir: root, offline: true };
const images = await loadImages({ name: 'mnist' }, places);
const drawn = subsetsOf(images, DIGITS, rng(DATA_SEED).fork('data'));
writeFileSync(join(folder, 'digits.bin'), gzipSync(packDigits(images, drawn), { level: 9 }));
