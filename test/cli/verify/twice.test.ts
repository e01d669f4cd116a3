import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const guide = fileURLToPath(new URL('../../../docs/theory.md', import.meta.url));
/** The claim that docs/theory.md shows. */
const [, example] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(guide, 'utf8'))!;
const folders = [temporaryFolder(), temporaryFolder()];
afterAll(() => {
  for (const { remove } of folders) remove();
});

/** Minutes that were measured, wherever a report gives them. */
const times: readonly RegExp[] = [
  /(?<=\/ )\S+(?= min\b)/g,
  /\S+(?= minutes of two cores in all)/g,
  /(?<="stated": [\d.]+,\s+"measured": )[\d.]+/g,
];

// Nothing is shared: each folder has its own records, computed anew.
test('two verifications with the same seeds give the same report but for times', () => {
  const reports = folders.map(({ path }) => {
    const claims = join(path, 'claims');
    mkdirSync(claims);
    writeFileSync(join(claims, 'flatter.yaml'), example!);
    writeFileSync(
      join(claims, 'faster.yaml'),
      example!
        .replace(
          'ratio: { of: trace, from: small, to: large }',
          'ratio: { of: steps, from: small, to: large }',
        )
        .replace('rate: 0.1, batch: [4, 64]', 'rate: 0.2, batch: [4, 64]'),
    );
    const { code, err } = flowlab(path, ['verify', 'claims', '--quick'], {
      FLOWLAB_ENGINE: 'wasm',
    });
    expect(code, err).toBe(0);
    expect(err).toContain('0 of them on record');
    return join(path, 'reports/claims');
  });
  const [names, others] = reports.map((report) =>
    readdirSync(report, { recursive: true, encoding: 'utf8' }).sort(),
  );
  expect(others).toEqual(names);
  // Beside the report lies a list of its files with their checksums.
  const files = names!.filter((name) => /^[^.].*\.\w+$/.test(name));
  expect(new Set(files.map((name) => name.split('.').at(-1)))).toEqual(
    new Set(['html', 'md', 'json', 'png']),
  );
  for (const name of files) {
    const [a, b] = reports.map((report) => readFileSync(join(report, name)));
    if (name.endsWith('.png')) expect(b!.equals(a!), name).toBe(true);
    else {
      const [first, second] = [a, b].map((text) =>
        times.reduce((left, time) => left.replaceAll(time, ''), String(text)),
      );
      expect(second, name).toBe(first);
    }
  }
}, 300_000);
