import type { Json } from './figure.ts';

/** What makes one JSON value another: by key or place where both are alike in shape, whole where they are not; null where nothing changes. */
export type Patch = null | { readonly to: Json } | { readonly at: Readonly<Record<string, Patch>> };

/** What turns `from` into `to`. */
export function difference(from: Json, to: Json): Patch {
  if (Object.is(from, to)) return null;
  const [own, other] = [keysOf(from), keysOf(to)];
  if (own === null || other === null || Array.isArray(from) !== Array.isArray(to)) return { to };
  if (own.length !== other.length || own.some((key, i) => key !== other[i])) return { to };
  const at = own.flatMap((key) => {
    const patch = difference(inner(from, key), inner(to, key));
    return patch === null ? [] : [[key, patch] as const];
  });
  return at.length === 0 ? null : { at: Object.fromEntries(at) };
}

/** The value that a patch makes of another, which is left as it is. */
export function patched(from: Json, patch: Patch): Json {
  if (patch === null) return from;
  if ('to' in patch) return patch.to;
  const entries = keysOf(from)!.map((key) => {
    const own = patch.at[key];
    return [key, own === undefined ? inner(from, key) : patched(inner(from, key), own)] as const;
  });
  return Array.isArray(from) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** The keys of an object or the places of a list; null of anything else. */
const keysOf = (value: Json): readonly string[] | null =>
  typeof value === 'object' && value !== null ? Object.keys(value) : null;

const inner = (value: Json, key: string): Json => (value as { readonly [key: string]: Json })[key]!;
