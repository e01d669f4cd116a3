import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Expects two folders of one run to hold the same bytes, but for the seconds that it took and the hashes of files with them. */
export function whollyEqual(one: string, other: string): void {
  expect(readdirSync(one).sort()).toEqual(readdirSync(other).sort());
  for (const name of readdirSync(one)) {
    const [a, b] = [one, other].map((path) => readFileSync(join(path, name)));
    if (name.endsWith('.json')) expect(timeless(a!)).toEqual(timeless(b!));
    else expect(a!.equals(b!), name).toBe(true);
  }
}

/** A JSON file without its seconds, its seal, and the sizes and hashes of other files with seconds. */
const timeless = (bytes: Buffer): unknown =>
  JSON.parse(bytes.toString(), (key, value) =>
    /seconds$/i.test(key) || key === 'seal' || (key.endsWith('.json') && value?.sha256) ? 0 : value,
  );
