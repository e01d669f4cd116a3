import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assignmentFiles } from '../../src/course/handout/student-files.ts';
import { codeOf } from '../../src/course/kit/student.ts';
import { variantOf } from '../../src/course/kit/variant.ts';
import { isRunId } from '../../src/lab/records/plan.ts';
import type { Run } from '../../src/lab/records/record.ts';
import {
  assignmentOf,
  assignments,
  editFile,
  evidenceAt,
  gradesOf,
  handIn,
  lostIn,
  type Made,
  SECRET,
} from '../support/course.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

let places = 0;
const root = scratchFolder();
const place = () => join(root, String(places++));

/** What a submission loses, part by part. */
const lost = (made: Made) => {
  const own = place();
  return lostIn(gradesOf(own, handIn(own, made))[0]!);
};

const variant = variantOf(assignmentOf('flatness'), codeOf(SECRET, 's1'));
const batches = variant.batches as readonly number[];

test('what the records give has full points', () => {
  expect(lost({ student: 's1' })).toEqual({});
  expect(lost({ student: 's1', assignment: 'claim' })).toEqual({});
});

describe('the untouched starter has nothing:', () => {
  test.each(assignments.map(({ id }) => id))('%s', (id) => {
    const own = place();
    const holder = { student: 's1', code: codeOf(SECRET, 's1') };
    const empty = join(own, 'starter');
    mkdirSync(empty, { recursive: true });
    for (const [name, text] of assignmentFiles(assignmentOf(id), holder))
      writeFileSync(join(empty, name), text);
    const [grade] = gradesOf(own, empty);
    expect(grade!.assignment).toBe(id);
    expect(grade!.parts.map(({ score }) => score)).toEqual(grade!.parts.map(() => 0));
    expect(grade!.points).toBe(20);
  });
});

describe('a planted mistake has its deduction and a sentence that helps:', () => {
  test('a wrong slope', () => {
    expect(lost({ student: 's1', answers: { trace_power: 0.9 } })).toEqual({
      trace_power: [
        0,
        '0.9 lies above the interval that your own records give: fit log trace against log B over the runs of SGD, one slope a seed.',
      ],
    });
  });

  test('swapped axes', () => {
    const { trace_power } = lost({ student: 's1', answers: { trace_power: 3.33 } });
    expect(trace_power).toEqual([1.5, expect.stringContaining('the axes are swapped')]);
  });

  test('a turned sign, and a ratio upside down', () => {
    const upsideDown = Number(((batches.at(-1)! / batches[0]!) ** 0.3).toPrecision(3));
    const found = lost({ student: 's1', answers: { trace_power: -0.3, trace_ratio: upsideDown } });
    expect(found.trace_power).toEqual([1, expect.stringContaining('the sign is turned')]);
    expect(found.trace_ratio).toEqual([1.5, expect.stringContaining('upside down')]);
  });

  test('a wrong verdict, and a word that is none', () => {
    const found = lost({ student: 's1', answers: { flatter: 'refuted', control: 'yes' } });
    expect(found.flatter).toEqual([
      0,
      expect.stringContaining('compare the whole interval with 0.9'),
    ]);
    expect(found.control).toEqual([
      0,
      expect.stringMatching(/^"yes" is no verdict: one of supported/),
    ]);
  });

  test('a conclusion without its number, and one that is none', () => {
    const bare = 'Small batches end in places that are flatter than those of large ones';
    expect(lost({ student: 's1', answers: { conclusion: bare } }).conclusion).toEqual([
      ...[1, expect.stringContaining('does not name the number')],
    ]);
    expect(lost({ student: 's1', answers: { conclusion: 'It is 0.43' } }).conclusion).toEqual([
      ...[0, expect.stringContaining('are no sentence')],
    ]);
  });

  test('unequal loss', () => {
    const found = lost({ student: 's1', edit: (text) => text.replace('match: loss\n', '') });
    expect(found.grid).toEqual([0, expect.stringContaining('The runs do not end alike')]);
    expect(Object.keys(found)).toEqual(['grid']);
    const own = place();
    const made = { student: 's1', edit: (text: string) => text.replace('match: loss\n', '') };
    const { parts } = gradesOf(own, handIn(own, made))[0]!;
    expect(parts.find(({ id }) => id === 'trace_ratio')!.says).toMatch(
      /is what your records give\. But the arms end at losses up to \d+ % apart/,
    );
  });

  test('one seed', () => {
    const found = lost({ student: 's1', edit: (text) => text.replace(/seeds: .*/, 'seeds: [5]') });
    expect(found.grid).toEqual([0, expect.stringContaining('one seed has no spread')]);
    expect(found.trace_ratio![1]).toMatch(/blank|cannot be recomputed/);
  });

  test('other seeds than those of the variant', () => {
    const found = lost({ student: 's1', edit: (text) => text.replace(/seeds: .*/, 'seeds: 4') });
    expect(found).toEqual({
      grid: [
        0,
        expect.stringMatching(/^Your runs have the seeds 0, 1, 2, 3, and your variant has/),
      ],
    });
  });

  test('a batch size of one’s own', () => {
    const other = batches[1]! + 1;
    const found = lost({
      student: 's1',
      edit: (text) => text.replace(` ${batches[1]},`, ` ${other},`),
    });
    expect(Object.keys(found)).toEqual(['grid']);
    expect(found.grid![0]).toBe(3);
    expect(found.grid![1]).toContain(`method.batch is`);
    expect(found.grid![1]).toContain(String(other));
  });

  test('a verdict on an arm that is not there', () => {
    const found = lost({
      student: 's1',
      edit: (text) => text.replace(/batch: \[.*?\]/, 'batch: [7, 70]'),
      answers: { flatter: 'supported' },
    });
    expect(found.flatter).toEqual([
      ...[0, expect.stringMatching(/^supported cannot be judged from your records: /)],
    ]);
  });

  test('a diverged arm', () => {
    const found = lost({
      student: 's1',
      alter: (run) =>
        run.spec.method.method === 'gradient-descent'
          ? { ...run, ending: 'diverged', reason: 'The loss exceeded 1e4 at step 37.' }
          : run,
    });
    expect(found.grid).toEqual([
      3,
      expect.stringContaining('ended as diverged and counts for nothing'),
    ]);
  });

  test('an edited record', () => {
    const own = place();
    const folder = handIn(own, { student: 's1' });
    const records = join(folder, 'runs', 'flatness');
    const [run] = readdirSync(records).filter(isRunId);
    editFile(join(records, run!, 'scalars.json'), (text) =>
      text.replace(/"value": \d/, '"value": 7'),
    );
    const found = lostIn(gradesOf(own, folder)[0]!);
    expect(found.records).toEqual([
      ...[
        0,
        expect.stringMatching(
          `^Records were edited: run ${run} of flatness: scalars.json was changed`,
        ),
      ],
    ]);
    expect(found.grid![0]).toBeLessThan(4);
  });

  test('a record that is gone', () => {
    const own = place();
    const folder = handIn(own, { student: 's1' });
    const less = join(own, 'less');
    const [run] = readdirSync(join(folder, 'runs', 'flatness')).filter(isRunId);
    cpSync(folder, less, { recursive: true, filter: (path) => !path.includes(run!) });
    const found = lostIn(gradesOf(own, less)[0]!);
    expect(found.records).toEqual([1.75, expect.stringContaining('it is planned and not there')]);
  });

  test('records copied from another student', () => {
    const own = place();
    const [honest, copied] = gradesOf(
      own,
      handIn(own, { student: 's1' }),
      handIn(own, { student: 's2', recordsOf: 's1' }),
    );
    expect(lostIn(honest!)).toEqual({});
    expect(copied!.score).toBe(0);
    expect(lostIn(copied!).records).toEqual([
      ...[
        0,
        expect.stringMatching(/^16 records are byte for byte that of student s1, and none on/),
      ],
    ]);
    expect(lostIn(copied!).trace_power![1]).toContain('Not counted');
  });

  test('a mistake of one whose records were copied, and no copy', () => {
    const own = place();
    const edit = (text: string) => text.replace('match: loss\n', '');
    const [honest, copied] = gradesOf(
      own,
      handIn(own, { student: 's1', edit }),
      handIn(own, { student: 's2', recordsOf: 's1', edit }),
    );
    expect(Object.keys(lostIn(honest!))).toEqual(['grid']);
    expect(copied!.score).toBe(0);
  });

  test('further runs change nothing that an answer is held against', () => {
    const wild = (run: Run): Run =>
      run.spec.method.method === 'sgd' && run.spec.method.batch === 3
        ? { ...run, scalars: { ...run.scalars, trace: { ...run.scalars.trace!, value: 1e6 } } }
        : run;
    const made: Made = {
      student: 's1',
      edit: (text) => text.replace('batch: [', 'batch: [3, '),
      alter: wild,
    };
    const own = place();
    handIn(own, { student: 's1' });
    const power = (at: string) => evidenceAt(at, place()).verdicts.get('flatness')!.get('power');
    const further = handIn(place(), made);
    expect(power(further)!.estimate).toBe(power(join(own, 's1'))!.estimate);
    expect(lost({ ...made, answers: { trace_power: 0.3 } })).toEqual({});
  });

  test('records of another number, of whom no other submission is there', () => {
    const own = place();
    const [copied] = gradesOf(own, handIn(own, { student: 's2', recordsOf: 's1' }));
    expect(copied!.score).toBe(0);
    expect(lostIn(copied!).records![1]).toMatch(
      /^The records of flatness are of another number or code: data\.seed is \d+, and yours \d+\./,
    );
  });

  test('two submissions of one student are no copies', () => {
    const own = place();
    const first = handIn(own, { student: 's1' });
    cpSync(first, join(own, 'again'), { recursive: true });
    expect(gradesOf(own, first, join(own, 'again')).map(({ score }) => score)).toEqual([20, 20]);
  });
});

describe('a claim of one’s own', () => {
  const claim = (edit: Made['edit'], rest: Partial<Made> = {}) =>
    lost({ student: 's1', assignment: 'claim', ...(edit && { edit }), ...rest });

  test('without a range has nothing that could refute it', () => {
    const found = claim((text) =>
      text.replace('in: "< 0.8"', 'in: any').replace(/control:[\s\S]*/, ''),
    );
    expect(found.stated).toEqual([0, expect.stringContaining('nothing could refute it')]);
    expect(found.control).toEqual([0, expect.stringContaining('There is no control')]);
  });

  test('whose control does not fail shows nothing', () => {
    const found = claim((text) =>
      text.replaceAll('[64, 80]', '[4, 80]').replace('small: { batch: 64 }', 'small: { batch: 4 }'),
    );
    expect(found.control![0]).toBeLessThan(2);
    expect(found.control![1]).toContain('does not do its work');
  });

  test('that was written after the runs is said to be', () => {
    const own = place();
    const folder = handIn(own, { student: 's1', assignment: 'claim' });
    editFile(join(folder, 'claim.yaml'), (text) => text.replace('in: "< 0.8"', 'in: "< 0.7"'));
    const found = lostIn(gradesOf(own, folder)[0]!);
    expect(found.stated).toEqual([3, expect.stringContaining('no date before the data')]);
  });

  test('on other seeds than one’s own', () => {
    const found = claim((text) => text.replace(/seeds: .*/, 'seeds: 4'));
    expect(found.seeds).toEqual([0, expect.stringContaining('Your variant has data.seed')]);
  });

  test('on other data than one’s own', () => {
    const found = claim((text) => text.replace(/(test: 500), seed: \d+/, '$1, seed: 1'));
    expect(found.records).toEqual([
      ...[
        0,
        expect.stringMatching(/are of another number or code: data\.seed is 1, and yours \d+\./),
      ],
    ]);
    expect(found.seeds).toEqual([0, expect.stringContaining('Not counted')]);
  });

  test('at unequal losses compares training', () => {
    const found = claim((text) => text.replace('match: loss\n', ''));
    expect(found.alike).toEqual([0, expect.stringContaining('use match')]);
  });
});
