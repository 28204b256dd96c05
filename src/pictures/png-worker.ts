/** The thread that draws: takes an SVG, answers with a PNG, ends. Fonts come with us: a server may have none. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const { resolve } = createRequire(import.meta.url);
const [wasm, ...fonts] = await Promise.all(
  [
    '@resvg/resvg-wasm/index_bg.wasm',
    'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
    'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  ].map((file) => readFile(resolve(file))),
);
if (wasm === undefined) throw new Error('no renderer');
await initWasm(wasm);
const drawn = new Resvg(String(workerData), {
  font: { fontBuffers: fonts, defaultFontFamily: 'DejaVu Sans' },
  // Twice the size: pictures are looked at on phones.
  fitTo: { mode: 'zoom', value: 2 },
}).render();
parentPort?.postMessage(drawn.asPng());
