import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { sealedJson } from '../../src/lab/records/seal.ts';

/** A way in which the record of a run can be damaged, and what is then said of it. */
export interface RecordDamage {
  readonly name: string;
  /** `path` is the folder of the run, `other` that of another run. */
  readonly damage: (path: string, other: string) => void;
  readonly says: RegExp;
}

const at =
  (file: string, change: (path: string, other: string) => void) => (path: string, other: string) =>
    change(join(path, file), join(other, file));

const remove = (path: string) => rmSync(path, { recursive: true });

/** Puts something else in the place of a file. */
const instead = (file: string, put: (path: string, other: string) => void) =>
  at(file, (path, other) => {
    remove(path);
    put(path, other);
  });

const replaced = (file: string, change: (text: string) => string) =>
  at(file, (path) => writeFileSync(path, change(readFileSync(path, 'utf8'))));

function flipped(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

/** A manifest that was changed by someone who knows how it is sealed. */
const resealed = (change: (manifest: Record<string, unknown>) => void) =>
  at('manifest.json', (path) => {
    const { seal: _, format: __, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
    change(manifest);
    writeFileSync(path, sealedJson(manifest));
  });

const instance = (files: unknown): Record<string, unknown> => files as Record<string, unknown>;

export const recordDamages: readonly RecordDamage[] = [
  {
    name: 'no manifest',
    damage: at('manifest.json', remove),
    says: /manifest\.json is missing/,
  },
  {
    name: 'an empty manifest',
    damage: at('manifest.json', (path) => truncateSync(path)),
    says: /manifest\.json is empty/,
  },
  {
    name: 'a manifest that was cut off',
    damage: at('manifest.json', (path) => truncateSync(path, 100)),
    says: /manifest\.json is not JSON/,
  },
  {
    name: 'a manifest of another value',
    damage: at('manifest.json', (path) => writeFileSync(path, 'null')),
    says: /manifest\.json is no JSON object/,
  },
  {
    name: 'a list for a manifest',
    damage: at('manifest.json', (path) => writeFileSync(path, '[]')),
    says: /manifest\.json is no JSON object/,
  },
  {
    name: 'a manifest nested a hundred thousand times',
    damage: at('manifest.json', (path) => writeFileSync(path, `{"a":${'['.repeat(1e5)}`)),
    says: /manifest\.json is not JSON/,
  },
  {
    name: 'a manifest that is no text',
    damage: at('manifest.json', (path) => writeFileSync(path, Uint8Array.of(0, 255, 254, 1))),
    says: /manifest\.json is not JSON/,
  },
  {
    name: 'a manifest with another number',
    damage: replaced('manifest.json', (text) => text.replace(/"steps": \d+/, '"steps": 77')),
    says: /manifest\.json was changed after it was written/,
  },
  {
    name: 'a manifest without its seal',
    damage: replaced('manifest.json', (text) => text.replace(/,\s*"seal": "\w+"/, '')),
    says: /manifest\.json was changed after it was written/,
  },
  {
    name: 'a manifest of a later format',
    damage: replaced('manifest.json', (text) => text.replace('"format": 1', '"format": 9')),
    says: /manifest\.json is of format 9, and this flowlab reads format 1/,
  },
  {
    name: 'a folder for a manifest',
    damage: instead('manifest.json', (path) => mkdirSync(path)),
    says: /manifest\.json is a folder, not a file/,
  },
  {
    name: 'a link for a manifest',
    damage: instead('manifest.json', (path, other) => symlinkSync(other, path)),
    says: /manifest\.json is a symbolic link, not a file/,
  },
  {
    name: 'the manifest of another run',
    damage: at('manifest.json', (path, other) => cpSync(other, path)),
    says: /it is the record of run "[0-9a-f]{16}"/,
  },
  {
    name: 'a manifest that leads out of the folder',
    damage: resealed(({ files }) => {
      instance(files)['../../../experiment.yaml'] = { bytes: 1, sha256: '' };
    }),
    says: /manifest\.json lists "\.\.\/\.\.\/\.\.\/experiment\.yaml"/,
  },
  {
    name: 'a manifest that lists too little',
    damage: resealed(({ files }) => {
      delete instance(files)['weights.npz'];
    }),
    says: /manifest\.json does not list weights\.npz/,
  },
  {
    name: 'a manifest without a list',
    damage: resealed((manifest) => {
      manifest.files = null;
    }),
    says: /manifest\.json lists no files/,
  },
  { name: 'no weights', damage: at('weights.npz', remove), says: /weights\.npz is missing/ },
  {
    name: 'empty weights',
    damage: at('weights.npz', (path) => truncateSync(path)),
    says: /weights\.npz is empty/,
  },
  {
    name: 'weights that were cut off',
    damage: at('weights.npz', (path) => truncateSync(path, 99)),
    says: /weights\.npz has 99 bytes, not \d+/,
  },
  {
    name: 'weights with more behind them',
    damage: at('weights.npz', (path) => appendFileSync(path, 'more')),
    says: /weights\.npz has \d+ bytes, not \d+/,
  },
  {
    name: 'weights with one bit turned',
    damage: at('weights.npz', flipped),
    says: /weights\.npz was changed after it was written/,
  },
  {
    name: 'a folder for weights',
    damage: instead('weights.npz', (path) => mkdirSync(path)),
    says: /weights\.npz is a folder, not a file/,
  },
  {
    name: 'a link that leads to itself for weights',
    damage: instead('weights.npz', (path) => symlinkSync('weights.npz', path)),
    says: /weights\.npz is a symbolic link, not a file/,
  },
  {
    name: 'a pipe for weights, which nobody writes to',
    damage: instead('weights.npz', (path) => void execFileSync('mkfifo', [path])),
    says: /weights\.npz is a device, not a file/,
  },
  {
    name: 'an edited spec',
    damage: replaced('spec.json', (text) => text.replace(/"seed": \d/, '"seed": 5')),
    says: /spec\.json was changed after it was written/,
  },
  {
    name: 'no ending',
    damage: at('ending.json', remove),
    says: /ending\.json is missing/,
  },
  {
    name: 'a series that was cut off',
    damage: at('series.csv', (path) => truncateSync(path, 30)),
    says: /series\.csv has 30 bytes, not \d+/,
  },
  {
    name: 'an edited measurement',
    damage: replaced('scalars.json', (text) =>
      text.replace(/\d(?=,?\n)/, (d) => `${9 - Number(d)}`),
    ),
    says: /scalars\.json was changed after it was written/,
  },
  {
    name: 'a file for the whole folder',
    damage: (path) => {
      remove(path);
      writeFileSync(path, 'no folder');
    },
    says: /it is a file, not a folder/,
  },
  {
    name: 'a link for the whole folder',
    damage: (path, other) => {
      remove(path);
      symlinkSync(other, path);
    },
    says: /it is a symbolic link, not a folder/,
  },
  {
    name: 'an empty folder',
    damage: (path) => {
      remove(path);
      mkdirSync(path);
    },
    says: /manifest\.json is missing/,
  },
  {
    name: 'the whole folder of another run',
    damage: (path, other) => {
      remove(path);
      cpSync(other, path, { recursive: true });
    },
    says: /it is the record of run "[0-9a-f]{16}"/,
  },
];

/** A way in which the plan of an experiment can be damaged, and what is then said of it. */
export interface PlanDamage {
  readonly name: string;
  readonly damage: (file: string) => void;
  readonly says: RegExp;
}

const edited = (change: (text: string) => string) => (file: string) =>
  writeFileSync(file, change(readFileSync(file, 'utf8')));

/** A plan that was changed by someone who knows how it is sealed. */
const resealedPlan = (change: (plan: { id: string; runs: { id: string }[] }) => void) =>
  edited((text) => {
    const { seal: _, format: __, ...plan } = JSON.parse(text);
    change(plan);
    return sealedJson(plan);
  });

export const planDamages: readonly PlanDamage[] = [
  { name: 'nothing', damage: edited(() => ''), says: /experiment\.json is empty/ },
  { name: 'half of it', damage: edited((text) => text.slice(0, 300)), says: /is not JSON/ },
  {
    name: 'another word',
    damage: edited((text) => text.replace('"question": "', '"question": "Why? ')),
    says: /was changed after it was written/,
  },
  {
    name: 'a folder',
    damage(file) {
      remove(file);
      mkdirSync(file);
      writeFileSync(join(file, 'own'), 'mine');
    },
    says: /is a folder, not a file/,
  },
  {
    name: 'a run that leads out of the folder',
    damage: resealedPlan(({ runs }) => {
      runs[0]!.id = '../../experiment.yaml';
    }),
    says: /names a run "\.\.\/\.\.\/experiment\.yaml"/,
  },
  {
    name: 'an experiment that leads out of the folder',
    damage: resealedPlan((plan) => {
      plan.id = '../../elsewhere';
    }),
    says: /names the experiment "\.\.\/\.\.\/elsewhere"/,
  },
  {
    name: 'a list of runs that is none',
    damage: resealedPlan((plan) => Object.assign(plan, { runs: { length: 3 } })),
    says: /has no list of runs/,
  },
  {
    name: 'a run that is none',
    damage: resealedPlan((plan) => Object.assign(plan, { runs: [null] })),
    says: /names a run undefined/,
  },
];
