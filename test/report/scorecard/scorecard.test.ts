import { describe, expect, test } from 'vitest';
import { htmlOf } from '../../../src/report/page/html/page.ts';
import { markdownOf } from '../../../src/report/page/markdown.ts';
import { keySketch } from '../../../src/report/scorecard/claim-figures.ts';
import { allMinutes, minutesOf } from '../../../src/report/scorecard/cost.ts';
import { scorecardDocument } from '../../../src/report/scorecard/document.ts';
import {
  controlsSentence,
  expectedFalse,
  headlineOf,
} from '../../../src/report/scorecard/headline.ts';
import { rowOf } from '../../../src/report/scorecard/line.ts';
import { overview } from '../../../src/report/scorecard/overview.ts';
import { scoreOf } from '../../../src/report/scorecard/score-of.ts';
import { claimJson, scorecardJson } from '../../../src/report/scorecard/scorecard-json.ts';
import { termsOf } from '../../../src/report/scorecard/terms.ts';
import { claimOf, scorecard, traces } from '../../support/scorecard.ts';

const rows = Object.fromEntries(scorecard.scores.map((one) => [one.id, rowOf(one, 'quick')]));

describe('a claim in a line', () => {
  test.each([
    ['holds', 'supported', 'passed'],
    ['fails', 'refuted', 'passed'],
    ['blunt', 'supported', 'failed'],
    ['weak', 'supported', 'too weak'],
    ['open', 'inconclusive', 'passed'],
    ['lacking', 'undefined', 'none'],
  ])('%s is %s, its control %s', (id, outcome, control) => {
    expect(rows[id]).toMatchObject({ outcome, control });
  });

  test('has the numbers of the statement that decided, and the cost that was stated', () => {
    // exp of the mean of ln(50/100), ln(51/101), ln(52/103).
    expect(rows.holds!.measured).toMatch(/^0\.503 \[0\.49\d*, 0\.51\d*\]$/);
    expect(rows.holds).toMatchObject({ predicted: 'below 0.9', n: '3 seeds' });
    const { runs, controlRuns } = scorecard.scores[0]!;
    // 8.5 s of training and 3.25 s of measuring each, on two cores.
    expect(minutesOf(runs)).toBeCloseTo((6 * 11.75) / 60 / 2, 12);
    expect(rows.holds!.cost).toMatch(/^0\.5 \/ 0\.88 min$/);
    expect(controlRuns.length).toBe(3);
  });

  test('says why nothing was decided, and why a control did not do', () => {
    expect(rows.open!.reasons.join()).toContain('astride an edge');
    expect(rows.lacking!.reasons.join()).not.toBe('');
    expect(rows.blunt!.reasons.join()).toMatch(/^control: flatter is supported .*here too/);
    expect(rows.weak!.reasons.join()).toContain('too weak');
    expect(rows.holds!.reasons).toEqual([]);
  });
});

describe('all claims together', () => {
  test('are counted, those that cannot be judged too', () => {
    expect(headlineOf(scorecard)).toBe(
      '3 of 7 claims are supported, 1 is refuted, 1 is inconclusive, 1 is undefined and 1 could not be run.',
    );
    expect(controlsSentence(scorecard)).toBe(
      'Of 5 claims with a control it passed in 3: in its changed setting the statement no longer holds; it failed in 1; it was too weak in 1; 1 has none.',
    );
  });

  test('may be wrong by chance as often as the levels of those that were told add up to', () => {
    expect(expectedFalse(scorecard.scores)).toBeCloseTo(4 * 0.05, 12);
    expect(expectedFalse([])).toBe(0);
  });

  test('cost what their runs do, each once', () => {
    const { scores } = scorecard;
    expect(allMinutes([scores[0]!, scores[0]!])).toBeCloseTo((9 * 11.75) / 60 / 2, 12);
  });

  test('turn when the traces do', () => {
    const turned = claimOf('turned', { small: [190, 205, 210] });
    expect(rowOf(turned, 'quick').outcome).toBe('refuted');
    expect(termsOf(turned.experiment)[0]).toMatchObject({
      ...{ predicted: 'below 0.9', refutedBy: 'an interval wholly above 0.9' },
    });
  });
});

test('sections of one name say of which text they are, and others do not', () => {
  const scores = [
    ['A', 'Alignment'],
    ['B', 'Alignment'],
    ['B', 'Noise'],
    ['B', 'Noise'],
  ].map(([text, section], i) =>
    claimOf(`claim-${i}`, {
      small: traces.small,
      sentence: { text: `Text ${text}`, section: section!, words: `words ${i}` },
    }),
  );
  const { alt, caption } = overview({ scores })!;
  expect(alt).toContain('Alignment¹: 1 supported, Alignment²: 1 supported and Noise: 2 supported.');
  expect(caption.slice(1)).toEqual(['¹ Text A.', '² Text B.']);
});

describe('a claim whose verdict depends on the setting', () => {
  const plain = claimOf('split', { small: traces.small });
  const scope = ['data.name'];
  const predictions = { ...plain.experiment.predictions, scope };
  const both = [
    ...plain.runs,
    ...claimOf('other', { small: traces.like }).runs.map((one) => ({
      ...{ ...one, id: `${one.id}-other` },
      spec: { ...one.spec, data: { ...one.spec.data, name: 'fashion-mnist' } } as typeof one.spec,
    })),
  ];
  const experiment = { ...plain.experiment, predictions, specs: both.map(({ spec }) => spec) };
  const split = scoreOf(experiment, { runs: both, controlRuns: [] }, []);

  test('shows each in its line, and neither as its own', () => {
    const line = rowOf(split, 'quick');
    expect(line).toMatchObject({ outcome: 'depends', measured: '–', says: 'Does split hold?' });
    expect(line.ranges).toBeUndefined();
    expect(line.reasons[0]).toMatch(/^mnist: supported, 0\.503 \[/);
    expect(line.reasons[1]).toMatch(/^fashion-mnist: refuted, 0\.99\d* \[/);
    expect(claimJson(split, scorecard).settings).toEqual([
      { name: 'mnist', verdict: 'supported' },
      { name: 'fashion-mnist', verdict: 'refuted' },
    ]);
  });

  test('is counted by itself, and may be wrong in each setting', () => {
    expect(headlineOf({ ...scorecard, scores: [split], unscored: [] })).toBe(
      '0 of 1 claim are supported and 1 depends on the setting.',
    );
    expect(expectedFalse([split])).toBeCloseTo(2 * 0.05, 12);
    expect(overview({ scores: [split] })!.alt).toContain('1 depends');
  });

  test('says in which one it was looked at where there is one', () => {
    const one = scoreOf(
      { ...plain.experiment, predictions },
      { runs: plain.runs, controlRuns: [] },
      [],
    );
    expect(rowOf(one, 'quick')).toMatchObject({ outcome: 'supported', reasons: ['on mnist'] });
  });
});

describe('the page', () => {
  const figures = [
    overview(scorecard)!,
    ...scorecard.scores.flatMap((one) => keySketch(one) ?? []),
  ];
  const blocks = scorecardDocument(scorecard, []);
  const html = htmlOf('Claims', blocks, () => {
    throw new Error('no figures here');
  });

  test('links every row of the scorecard to a section, and every sentence to its claims', () => {
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
    const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
    for (const { id } of scorecard.scores) expect(anchors).toContain(id);
    expect(targets.filter((id) => !anchors.has(id))).toEqual([]);
    expect(html).toContain('<q>Noise &lt;decides&gt; &amp; wins.</q> <a href="#fails">fails</a>');
  });

  test('marks a sentence by each verdict on it, and one that cannot be tested by its reason', () => {
    const quotes = html.slice(html.indexOf('<dl'), html.indexOf('</dl>'));
    expect(quotes).toMatch(
      /Convergence<\/dt>\n<dd><span class="badge supported">.*holds<\/a>, <a href="#weak">/,
    );
    expect(quotes).toMatch(/badge not-testable.*Policy must act.*It says what ought to be/);
  });

  test('has formulas as MathML, and as they stand where they cannot be read', () => {
    expect(html).toContain('<math');
    expect(html).toContain('<mi>tr</mi>');
    const odd = { kind: 'formula', latex: '\\frac{<b>' } as const;
    expect(htmlOf('', [odd], () => ({}) as never)).toContain('<code>\\frac{&lt;b&gt;</code>');
  });

  test('says where other seeds than those of the files begin', () => {
    const markdown = (card: typeof scorecard) => markdownOf(scorecardDocument(card, []));
    expect(markdown(scorecard)).not.toContain('seeds from');
    const other = markdown({ ...scorecard, seedsFrom: 101 });
    expect(other).toContain('Other seeds than those of the files: as many of each claim, from 101');
    expect(other).toContain('at the quick budget, seeds from 101 on, ');
    expect(scorecardJson({ ...scorecard, seedsFrom: 101 }).seedsFrom).toBe(101);
    expect('seedsFrom' in scorecardJson(scorecard)).toBe(false);
  });

  test('is the same in Markdown', () => {
    const text = markdownOf(blocks);
    expect(text).toContain('[B = 4 is flatter by a tenth](#holds)');
    expect(text).toContain('<a id="holds"></a>');
    expect(text).toContain('$$\\operatorname{tr} H < 0.9$$');
    expect(text).toContain('- **not testable** “Policy must act.” It says what ought to be.');
  });

  test('has a figure of all claims and one of each that was measured, with names of their own', () => {
    const ids = figures.map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['scorecard', 'holds']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(figures[0]!.alt).toContain('Convergence: 2 supported');
  });

  test('is plain JSON beside it', () => {
    const json = scorecardJson(scorecard);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(
      json.claims.map(({ id, verdict, control }) => [id, verdict, control]).slice(2, 4),
    ).toEqual([
      ['blunt', 'supported', 'failed'],
      ['weak', 'supported', 'too weak'],
    ]);
  });
});
