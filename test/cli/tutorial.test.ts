import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { flowlab, temporaryFolder } from '../support/command-line.ts';
import { deedsOf, missing } from '../support/guide.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const page = readFileSync(
  fileURLToPath(new URL('../../docs/tutorial.md', import.meta.url)),
  'utf8',
);
const [first, ...rest] = deedsOf(page);
const lab = join(folder.path, 'my-lab');

describe('the tutorial', () => {
  test('says at most 4,000 words, and shows what its commands print', () => {
    expect(page.split(/\s+/).length).toBeLessThanOrEqual(4000);
    const commands = [first!, ...rest].flatMap((deed) => (deed.file === undefined ? [deed] : []));
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter(({ command }) => command.lines.length > 0).length).toBeGreaterThan(7);
  });

  test('begins with a folder of one’s own', () => {
    if (first?.file !== undefined) throw new Error('the tutorial begins with a file');
    expect(ran(folder.path, first!.command.args, first!.command.lines)).toBeUndefined();
  });

  test.each(rest.map((deed) => [deed.file ?? deed.command.args.join(' '), deed] as const))(
    '%s',
    (_, deed) => {
      if (deed.file === undefined) {
        const { args, lines } = deed.command;
        expect(ran(lab, args, lines)).toBeUndefined();
        return;
      }
      mkdirSync(dirname(join(lab, deed.file)), { recursive: true });
      writeFileSync(join(lab, deed.file), deed.text);
    },
  );
});

describe('what is shown is compared with what is printed', () => {
  test.each([
    ['a ratio of 0.567 (n = 3)', 'a ratio of 0.571 (n = 3)', true],
    ['a ratio of 0.567 (n = 3)', 'a ratio of 0.7 (n = 3)', false],
    ['a ratio of 0.567 (n = 3)', 'a ratio of 0.567 (n = 4)', false],
    ['…: every byte', '5528: every byte', true],
    ['…: every byte', '5528: no byte', false],
    ['  supported  x; …', '  supported  x; – / 0.1 min', true],
    ['  supported  x; …', '  refuted  x; – / 0.1 min', false],
  ])('%s, %s', (shown, printed, same) => {
    expect(missing([shown], ['another line', printed]) === undefined).toBe(same);
  });
});

/** The first line that is shown and was not printed. */
function ran(cwd: string, args: readonly string[], lines: readonly string[]): string | undefined {
  const { code, out, err } = flowlab(
    cwd,
    args.map((arg) => (arg === 'RUN' ? aRun() : arg)),
  );
  expect(code === 0 ? '' : err).toBe('');
  return missing(lines, out.split('\n'));
}

const aRun = (): string =>
  readdirSync(join(lab, 'runs', 'experiment'), { withFileTypes: true }).find((entry) =>
    entry.isDirectory(),
  )!.name;
