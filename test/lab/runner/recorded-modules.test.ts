import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requestOf } from '../../../src/cli/probe/request.ts';
import { ownSums } from '../../../src/lab/records/input-checksums.ts';
import { toJson } from '../../../src/lab/records/json.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { only } from '../../support/standard-experiment.ts';

const scratch = scratchFolder();
const path = join(scratch, 'own.mjs');
const text = 'globalThis.executed = true; export default () => ({});\n';

/** The folder of a run of a module, as flowlab leaves it or as somebody else may have made it. */
function folderOf(name: string, data: Readonly<Record<string, string>> | undefined): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const spec = only(`
data: { name: glyphs, train: 20, test: 20 }
network: { module: ${path} }
methods: [{ method: sgd, rate: 0.1, batch: 8 }]
stop: { steps: 6 }
measure: { threshold: false }`);
  const manifest = { engine: { name: 'native' }, threads: { intraOp: 1, interOp: 1 }, data };
  writeFileSync(join(folder, 'spec.json'), toJson(spec));
  writeFileSync(join(folder, 'manifest.json'), toJson(manifest));
  return folder;
}

test('a module of a recorded run is taken only if it is the one that the run executed, and none is executed to tell', () => {
  writeFileSync(path, text);
  const sums = ownSums(
    only(`network: { module: ${path} }\nmethods: [{ method: sgd, rate: 0.1, batch: 8 }]`),
  );
  const asked = (folder: string) => requestOf(folder, ['trace'], {});
  const own = folderOf('own', { ...sums, 'train-images': '00' });
  expect(asked(own).request.spec.network).toMatchObject({ module: path });
  const refusal = (folder: string) =>
    `${path} (network.module) is not the module that the run in ${folder} executed, by its SHA-256: put that one there, or train the run anew`;
  for (const [name, data] of [
    ['none', {}],
    ['another', { 'network.module': '0'.repeat(64) }],
    ['nothing', undefined],
  ] as const) {
    const folder = folderOf(name, data);
    expect(() => asked(folder)).toThrow(refusal(folder));
  }
  writeFileSync(path, `${text}// changed\n`);
  expect(() => asked(own)).toThrow(refusal(own));
  expect(globalThis).not.toHaveProperty('executed');
});
