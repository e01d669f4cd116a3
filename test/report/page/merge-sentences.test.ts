import { describe, expect, test } from 'vitest';
import { mergeSentences } from '../../../src/report/page/merge-sentences.ts';

describe('mergeSentences', () => {
  test('sentences that differ in numbers become one with ranges, in numeric order', () => {
    expect(
      mergeSentences([
        '2,000 images divided by 66.4.',
        '2,000 images divided by 9.1.',
        '2,000 images divided by 66.4.',
      ]),
    ).toEqual(['2,000 images divided by 9.1 to 66.4.']);
  });

  test('sentences that differ in words stay apart, in their order', () => {
    expect(mergeSentences(['b 1.', 'a 1.', 'b 3.'])).toEqual(['b 1 to 3.', 'a 1.']);
  });

  test('nothing gives nothing', () => {
    expect(mergeSentences([])).toEqual([]);
  });
});
