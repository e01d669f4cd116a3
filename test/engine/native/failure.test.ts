import { describe, expect, test } from 'vitest';
import { firstLine, reason, SetupFailure, sentence } from '../../../src/engine/native/failure.ts';

describe('failures in words', () => {
  test('a SetupFailure speaks for itself', () => {
    expect(sentence(new SetupFailure('No pip.'))).toBe('No pip.');
  });

  test('an error of the file system is told with its place and in words', () => {
    const error = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path: '/x' });
    expect(sentence(error)).toBe('The set-up of TensorFlow stopped at /x: the disk is full.');
  });

  test('an unknown code keeps its own message, anything thrown gets a sentence', () => {
    expect(reason(Object.assign(new Error('odd\nmore'), { code: 'EODD' }))).toBe('odd');
    expect(sentence(undefined)).toMatch(/^The set-up of TensorFlow stopped: .*\.$/);
  });

  test('a long text becomes one line of at most 300 characters', () => {
    expect(firstLine(`\n  \n  ${'x'.repeat(400)}\nlast`)).toBe('x'.repeat(300));
    expect(firstLine('')).toBe('');
  });
});
