import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { arrayNames, namedArrays } from '../../../src/lab/probes/named-arrays.ts';
import { probeNames, probes } from '../../../src/lab/probes/registry.ts';

const names = probeNames.flatMap(arrayNames);

test('no array is called as another array or as a number', () => {
  const numbers = probeNames.flatMap((name) => Object.keys(probes[name].outputs));
  const all = [...names, ...numbers];
  expect(new Set(all).size).toBe(all.length);
});

test('tables are read row by row, and what no entry names is left out', () => {
  const arrays = {
    gradientHistogram: {
      edges: [0, 1],
      counts: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    gradientNoise: { norms: [7], of: 'another version' },
    gone: { norms: [8] },
  };
  const found = namedArrays(arrays);
  expect(Object.fromEntries(Object.entries(found).map(([key, of]) => [key, [...of()]]))).toEqual({
    gradientHistogramEdges: [0, 1],
    gradientHistogramCounts: [1, 2, 3, 4, 5, 6],
    gradientNorms: [7],
  });
});

test('docs/claims.md lists every array beside its probe', () => {
  const docs = readFileSync(
    fileURLToPath(new URL('../../../docs/claims.md', import.meta.url)),
    'utf8',
  );
  for (const name of probeNames)
    for (const array of arrayNames(name)) {
      const rows = docs
        .split('\n')
        .filter((line) => line.startsWith('|') && line.includes(`\`${array}\``));
      expect(
        rows.some((line) => line.includes(`\`${name}\``)),
        array,
      ).toBe(true);
    }
});
