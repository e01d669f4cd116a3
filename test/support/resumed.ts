import { deserialize, serialize } from 'node:v8';
import { expect } from 'vitest';
import { rng } from '../../src/core/random.ts';
import type { RunSpec } from '../../src/lab/experiment/run-spec.ts';
import type { Result } from '../../src/lab/records/result.ts';
import { execute } from '../../src/lab/run/execute.ts';
import type { RunState } from '../../src/lab/run/run-state.ts';
import { sources } from './small-run.ts';

/** A result as text, every number to its last bit; seconds are no part of it. */
export const textOf = (result: Result): string =>
  JSON.stringify(result, (key, value: unknown) => {
    if (/seconds$/i.test(key)) return undefined;
    if (typeof value === 'number')
      return Object.is(value, -0) || !Number.isFinite(value)
        ? `number ${1 / value} ${value}`
        : value;
    if (!ArrayBuffer.isView(value)) return value;
    const { buffer, byteOffset, byteLength } = value;
    return `${value.constructor.name} ${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}`;
  });

/** The whole run, and its state at every point where it can be left, in bytes. */
async function leftEverywhere(spec: RunSpec) {
  const states: Buffer[] = [];
  const result = await execute(spec, {
    ...sources,
    checkpoint: (state) => void states.push(serialize(state())),
  });
  return { whole: textOf(result), states };
}

/** Expects a run that was left at so many of its points, drawn at random, to end in the same bytes. */
export async function expectToResume(spec: RunSpec, points: number): Promise<void> {
  const { whole, states } = await leftEverywhere(spec);
  expect(states.length).toBeGreaterThan(2);
  const order = rng(spec.seed).fork('left').permutation(states.length);
  for (const i of order.slice(0, points)) {
    const resume = deserialize(states[i]!) as RunState;
    expect(textOf(await execute(spec, { ...sources, resume })), `left at point ${i}`).toBe(whole);
  }
}
