import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allSpecs } from '../../../src/lab/experiment/claim/all-specs.ts';
import { parseExperiment, readExperiment } from '../../../src/lab/experiment/read.ts';
import { checkedSpec } from '../../../src/lab/experiment/run-spec-file.ts';
import { complaint } from '../../support/scratch-folder.ts';

const experiments = fileURLToPath(new URL('../../../experiments/', import.meta.url));
const again = (spec: unknown) => checkedSpec(JSON.parse(JSON.stringify(spec)), 'run x');

describe('a spec of a run from elsewhere', () => {
  test.each([
    'quickstart',
    'theory/flow-is-stable',
    'theory/central-flow',
    'theory/sde-second-order',
  ])('of %s comes out as it went in', (name) => {
    const specs = allSpecs(readExperiment(`${experiments}${name}.yaml`));
    expect(specs.length).toBeGreaterThan(1);
    const some = specs.filter((_, i) => i % Math.ceil(specs.length / 12) === 0);
    for (const spec of some) expect(again(spec)).toEqual(spec);
  });

  const [spec] = parseExperiment(
    'question: q\ndata: quadratic\nmethods:\n  - { method: gradient-descent, rate: 0.1 }\n',
    'my',
    'my.yaml',
  ).specs;

  test.each([
    ['no mapping', 7, 'run x is no mapping'],
    ['another seed than a number', { ...spec, seed: 'rm' }, /^run x:\d+:\d+: seeds/],
    ['a key that no file has', { ...spec, shell: 'rm' }, /^run x:\d+:\d+: .*shell/],
    ['an unknown method', { ...spec, method: { method: 'rm' } }, /^run x:\d+:\d+: .*method/],
    [
      'a list where one value belongs',
      { ...spec, precision: ['single', 'double'] },
      /no spec of one run/,
    ],
    [
      'a file that is not there',
      { ...spec, data: { name: 'npz', path: '/no/where.npz' }, network: { kind: 'linear' } },
      /"\/no\/where.npz" does not exist/,
    ],
  ])('is refused in one line where it has %s', async (_, wrong, line) => {
    expect(await complaint(() => again(wrong))).toMatch(line);
  });
});
