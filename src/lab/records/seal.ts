import { sha256 } from '../data/checksum.ts';
import { writeFileWhole } from './durable.ts';
import { fromJson, toJson } from './json.ts';
import { readRegular } from './regular-file.ts';

/** Version of the format of records and plans; raised whenever a file or key of them gets another meaning. */
const FORMAT = 1;

/** An object as JSON that also has its format and its `seal`: the SHA-256 of the text without the seal. */
export function sealedJson(value: object): string {
  const whole = { format: FORMAT, ...value };
  return toJson({ ...whole, seal: sealOf(whole) });
}

/** Writes an object as {@link sealedJson}; throws DiskError where that fails. */
export const writeSealed = (file: string, value: object): void =>
  writeFileWhole(file, sealedJson(value));

/** What such a file holds, without format and seal. */
export interface Unsealed {
  readonly value: Readonly<Record<string, unknown>>;
  /** False of a file of a flowlab of old, which kept no seals. */
  readonly sealed: boolean;
}

/**
 * Reads an object that was sealed.
 *
 * @throws Error, with what is wrong in a few words, where it is not as it was written
 */
export function readSealed(file: string): Unsealed {
  const text = readRegular(file).toString('utf8');
  if (text.trim() === '') throw new Error('is empty');
  const { format, seal, ...rest } = objectIn(text);
  if (format === undefined && seal === undefined) return { value: numbersIn(rest), sealed: false };
  if (format !== FORMAT)
    throw new Error(
      `is of format ${JSON.stringify(format)}, and this flowlab reads format ${FORMAT}`,
    );
  if (sealOf({ format, ...rest }) !== seal) throw new Error('was changed after it was written');
  return { value: numbersIn(rest), sealed: true };
}

const sealOf = (value: object): string => sha256(new TextEncoder().encode(toJson(value)));

const numbersIn = (value: object) =>
  fromJson(JSON.stringify(value)) as Readonly<Record<string, unknown>>;

function objectIn(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('is no JSON object');
  return value as Record<string, unknown>;
}
