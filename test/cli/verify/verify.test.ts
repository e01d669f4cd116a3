import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Call, flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
const claims = join(folder.path, 'claims');
const guide = readFileSync(
  fileURLToPath(new URL('../../../docs/theory.md', import.meta.url)),
  'utf8',
);
/** The claim that docs/theory.md shows. */
const [, example] = /```yaml\n([\s\S]*?)```/.exec(guide)!;

const call = (...args: readonly string[]): Call =>
  flowlab(folder.path, args, { FLOWLAB_ENGINE: 'wasm' });

/** What is told as JSON. */
const told = (...args: readonly string[]) => {
  const { out, code } = call(...args, '--json');
  return { ...JSON.parse(out), code };
};

beforeAll(() => {
  mkdirSync(claims);
  writeFileSync(join(claims, 'flatter.yaml'), example!);
  // The same runs, and the other claim.
  writeFileSync(
    join(claims, 'sharper.yaml'),
    example!.replace('"< 0.9"', '"> 1.1"').replace(/^control:[\s\S]*?(?=^budgets)/m, ''),
  );
  writeFileSync(join(claims, 'broken.yaml'), 'questoin: none\n');
  writeFileSync(
    join(claims, 'not-testable.yaml'),
    '- { text: A text, section: Policy, words: Policy must act., because: It says what ought to be. }\n',
  );
});
afterAll(folder.remove);

describe('flowlab verify', () => {
  test('says beforehand what it costs, and computes nothing', () => {
    const { code, claims: costs, unreadable } = told('verify', 'claims', '--quick', '--dry-run');
    expect(code).toBe(2);
    // Two seeds of three arms; the control needs no run of its own.
    expect(costs).toEqual([
      { id: 'flatter', runs: 6, finished: 0, minutes: 0.1 },
      { id: 'sharper', runs: 6, finished: 0, minutes: 0.1 },
    ]);
    expect(unreadable[0].message).toContain('broken.yaml:1:1: unknown key "questoin"');
    expect(existsSync(join(folder.path, 'runs'))).toBe(false);
  });

  test('judges every claim with its control, and a broken file is one line', () => {
    const { code, out, err } = call('verify', 'claims');
    expect(code).toBe(2);
    // Nine runs, which both claims share.
    expect(err).toContain('\n9 runs\n');
    expect(err).toContain('! claims/broken.yaml:1:1: unknown key "questoin"');
    expect(out).toMatch(/\n {2}\S.* flatter: At equal training loss B = 4/);
    expect(out).toMatch(/not run {2}broken: claims\/broken.yaml:1:1/);
    expect(out).toContain('“Policy must act.” (A text, Policy): It says what ought to be.');
    for (const name of ['index.html', 'report.md', 'scorecard.json', 'figures/flatter.png'])
      expect(existsSync(join(folder.path, 'reports/claims', name)), name).toBe(true);
  });

  test('reuses finished runs, and gives the same report but for times', () => {
    cpSync(join(folder.path, 'reports/claims'), join(folder.path, 'first'), { recursive: true });
    const { err } = call('verify', 'claims');
    expect(err).toContain('9 runs, 9 of them on record already');
    for (const name of ['index.html', 'report.md', 'scorecard.json', 'figures/flatter.png'])
      expect(
        readFileSync(join(folder.path, 'reports/claims', name)).equals(
          readFileSync(join(folder.path, 'first', name)),
        ),
        name,
      ).toBe(true);
  });

  test('verifies some of the claims into a report of their own', () => {
    const { code, claims: only, headline } = told('verify', 'claims', '--only', 'flatter');
    expect([code, only.length]).toEqual([0, 1]);
    expect(headline).toContain('of 1 claim');
    expect(existsSync(join(folder.path, 'reports/claims-only/index.html'))).toBe(true);
    const { code: wrong, err } = call('verify', 'claims', '--only', 'flater');
    expect([wrong, err]).toEqual([
      2,
      '--only: no claim "flater" in claims (did you mean "flatter"?); flowlab claims lists them\n',
    ]);
  });

  test('takes as many other seeds, with records of their own', () => {
    const finished = (...args: readonly string[]) =>
      told('verify', 'claims', '--quick', '--dry-run', ...args).claims.map(
        (one: { runs: number; finished: number }) => [one.runs, one.finished],
      );
    expect(finished()).toEqual([
      [6, 6],
      [6, 6],
    ]);
    expect(finished('--seeds-from', '101')).toEqual([
      [6, 0],
      [6, 0],
    ]);
    const { code, err } = call('verify', 'claims', '--seeds-from', '-1');
    expect([code, err]).toEqual([2, expect.stringContaining('give a whole number of 0 or more')]);
  });

  test('ends with 1 under --strict unless all is supported', () => {
    expect(call('verify', 'claims', '--only', 'sharper', '--strict').code).toBe(1);
  });
});

describe('flowlab claims', () => {
  test('lists claims with their last verdicts, and filters them', () => {
    const { claims: all, unreadable } = told('claims', 'claims');
    expect(all.map(({ id }: { id: string }) => id)).toEqual(['flatter', 'sharper']);
    expect(all[1].last).toEqual({ verdict: 'refuted', budget: 'default' });
    expect(unreadable.length).toBe(1);
    expect(told('claims', 'claims', '--verdict', 'refuted').claims.length).toBe(1);
    expect(told('claims', 'claims', '--section', 'flat').claims.length).toBe(2);
    expect(call('claims', 'claims', '--text', 'Nowhere').code).toBe(2);
  });

  test('explains one', () => {
    const { out, code } = call('claims', 'show', 'flatter', 'claims');
    expect(code).toBe(0);
    for (const part of [
      '“Stochastic gradient flow biases toward flatter regions.”',
      'predicted below 0.9, because a tenth is what a reader would call flatter',
      'Would refute it: an interval wholly above 0.9',
      'it has to come out flatter refuted.',
      'One small network on drawn glyphs.',
    ])
      expect(out).toContain(part);
    expect(call('claims', 'show', 'flater', 'claims').err).toContain('did you mean "flatter"?');
    expect(call('claims', 'show', 'broken', 'claims').err).toContain('unknown key "questoin"');
  });
});

test('docs/theory.md adds a claim in under forty lines', () => {
  expect(example!.trim().split('\n').length).toBeLessThan(40);
});
