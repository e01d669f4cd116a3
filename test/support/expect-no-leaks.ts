import { afterEach, beforeEach, expect } from 'vitest';
import { live } from '../../src/engine/tensors/memory.ts';

/** Every test of the file must free the tensors that it makes. */
export function expectNoLeaks(): void {
  let before: ReturnType<typeof live>;
  beforeEach(() => {
    before = live();
  });
  afterEach(() => {
    expect(live()).toEqual(before);
  });
}
