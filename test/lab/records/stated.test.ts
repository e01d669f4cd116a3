import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import {
  checkStatements,
  type ExpectationSource,
} from '../../../src/claims/statements/check-statements.ts';
import { hashesOf, mergedDates, saw, state, statedIn } from '../../../src/lab/records/stated.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const scratch = scratchFolder();
let count = 0;
let folder: string;
beforeEach(() => {
  folder = join(scratch, String(count++));
  mkdirSync(folder);
});

const source = (predictions: ExpectationSource) =>
  checkStatements(predictions, names).expectations!.statements;
const names = { axes: { batch: [4], rate: [0.1] }, scalars: ['trace'], series: [], facts: [] };
const flat = { id: 'flat', value: { of: 'trace' }, in: '< 10' };
const steep = { id: 'steep', value: { of: 'trace' }, in: '> 10' };

test('a prediction that was stated before any run precedes its data, for good', () => {
  state(folder, hashesOf(source({ expect: [flat] })), () => false);
  state(folder, hashesOf(source({ expect: [flat] })), () => true);
  expect(statedIn(folder)).toMatchObject([{ id: 'flat', beforeData: true }]);
});

test('one that was added or changed after runs were finished does not', () => {
  state(folder, hashesOf(source({ expect: [flat] })), () => false);
  state(folder, hashesOf(source({ expect: [{ ...flat, in: '< 20' }, steep] })), () => true);
  expect(statedIn(folder).map(({ id, beforeData }) => [id, beforeData])).toEqual([
    ['flat', true],
    ['flat', false],
    ['steep', false],
  ]);
});

test('what a statement refers to is part of it, its words and its neighbours are not', () => {
  const edge = { ...flat, value: { of: 'trace/edge' } };
  const of = (predictions: ExpectationSource) => hashesOf(source(predictions))[0]!.hash;
  const hash = of({ let: { edge: '2/rate' }, expect: [edge] });
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(of({ let: { edge: '2/rate' }, expect: [{ ...edge, says: 'flat' }, steep] })).toBe(hash);
  expect(of({ let: { edge: '2/rate', other: 'rate' }, expect: [edge] })).toBe(hash);
  expect(of({ let: { edge: '3/rate' }, expect: [edge] })).not.toBe(hash);
  expect(of({ let: { edge: '2/rate' }, expect: [{ ...edge, in: '< 11' }] })).not.toBe(hash);
});

test('the seeds that verdicts were seen with are remembered, of these predictions alone', () => {
  state(folder, hashesOf(source({ expect: [flat, steep] })), () => false);
  saw(folder, hashesOf(source({ expect: [flat] })), 5);
  saw(folder, hashesOf(source({ expect: [flat] })), 3);
  saw(folder, hashesOf(source({ expect: [flat] })), 3);
  expect(statedIn(folder).map(({ seenWith }) => seenWith)).toEqual([[3, 5], []]);
});

test('without predictions nothing is written', () => {
  state(folder, [], () => false);
  saw(folder, [], 3);
  expect(statedIn(folder)).toEqual([]);
});

test('of several folders together a prediction precedes the data where it did in each that has any, and was seen wherever it was', () => {
  const one = (hash: string, beforeData: boolean, seenWith: readonly number[] = []) => ({
    ...{ id: hash, hash, beforeData, seenWith },
  });
  const merged = mergedDates([
    { stated: [one('a', true, [3]), one('b', true), one('c', true)], finished: true },
    { stated: [one('a', true, [5, 3]), one('b', false)], finished: true },
    { stated: [one('d', true)], finished: false },
  ]);
  expect(merged).toEqual([
    one('a', true, [3, 5]),
    one('b', false),
    // Runs were finished where nobody had stated it.
    one('c', false),
    one('d', false),
  ]);
  const empty = { stated: [], finished: false };
  expect(mergedDates([{ stated: [one('c', true)], finished: true }, empty])).toEqual([
    one('c', true),
  ]);
});
