import { describe, expect, test } from 'vitest';
import { oscillationOf } from '../../../src/dynamics/training/oscillation.ts';

/** A mode of a linear map: its amplitude, and |z| and the angle of z, by which each step multiplies it. */
interface Mode {
  readonly amplitude: number;
  readonly growth: number;
  readonly angle: number;
}

/** The turns of a path that is a sum of such modes, each in a direction of its own. */
function turnsOf(steps: number, modes: readonly Mode[]) {
  const at = ({ amplitude, growth, angle }: Mode, k: number) =>
    amplitude * growth ** k * Math.cos(angle * k);
  const norm = (of: (mode: Mode) => number) => Math.hypot(...modes.map(of));
  return Array.from({ length: steps }, (_, i) => ({
    size: norm((mode) => at(mode, i + 2)),
    length: norm((mode) => at(mode, i + 2) - at(mode, i + 1)),
    turn: norm((mode) => at(mode, i + 2) - 2 * at(mode, i + 1) + at(mode, i)),
  }));
}

const slow: Mode = { amplitude: 10, growth: 0.999, angle: 0 };
const angles = [Math.PI, Math.PI / 3, Math.PI / 5, Math.PI / 9];

describe.each(angles)('an oscillation of %d radians a step', (angle) => {
  const mode = (growth: number, amplitude = 1) => ({ amplitude, growth, angle });

  test('that grows or falls is told long before it has faded or shows in the length of the steps', () => {
    expect(oscillationOf(turnsOf(200, [slow, mode(1.001, 0.01)]))).toBe('rising');
    expect(oscillationOf(turnsOf(200, [slow, mode(0.999)]))).toBe('falling');
    expect(oscillationOf(turnsOf(200, [slow, mode(1)]))).toBe('steady');
  });

  test('that has fallen to a hundredth has faded, unless another one comes up', () => {
    expect(oscillationOf(turnsOf(200, [slow, mode(0.97)]))).toBe('faded');
    expect(oscillationOf(turnsOf(200, [mode(0.97), mode(1.001, 0.03)]))).not.toBe('faded');
  });
});

test('smooth descent, the escape from a saddle and rest have no oscillation', () => {
  expect(oscillationOf(turnsOf(200, [slow]))).toBe('faded');
  expect(oscillationOf(turnsOf(200, [{ ...slow, growth: 1.01 }]))).toBe('faded');
  expect(oscillationOf(turnsOf(200, [{ ...slow, growth: 1 }]))).toBe('faded');
  const rounding = [
    { amplitude: 1, growth: 1, angle: 0 },
    { amplitude: 5e-8, growth: 1, angle: 3 },
  ];
  expect(oscillationOf(turnsOf(200, rounding))).toBe('faded');
});

test('one that has gone up and come down again is bounded, as no sum of modes is', () => {
  const path = (...peaks: readonly number[]) =>
    [1, 1, 1, 1, ...peaks].flatMap((turn) => new Array(25).fill({ size: 9, length: 1, turn }));
  expect(oscillationOf(path(0.5, 0.8, 0.9, 0.7))).toBe('bounded');
  expect(oscillationOf(path(0.5, 0.8, 0.6, 0.7))).toBe('restless');
  expect(oscillationOf(path(0.5, 0.6, 0.7, 0.8))).toBe('rising');
});
