import fc from 'fast-check';

/** A change of a file's bytes; places are shares of its length, so that one change means something to any file. */
type Change = (bytes: Uint8Array) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(parts));

const at = fc.noBias(fc.nat(999_999)).map((x) => x / 1e6);
/** Headers come first and directories last, and say the most. */
const anywhere = fc.oneof(
  at,
  at.map((x) => x ** 6),
  at.map((x) => 1 - (1 - x) ** 6).map((x) => Math.min(x, 0.999999)),
);
const placeIn = (bytes: Uint8Array, share: number): number => Math.floor(share * bytes.length);

const overwritten =
  (share: number, put: Uint8Array): Change =>
  (bytes) => {
    const from = placeIn(bytes, share);
    const changed = Uint8Array.from(bytes);
    changed.set(put.subarray(0, bytes.length - from), from);
    return changed;
  };

/** Numbers at the ends of what 1, 2, 4 and 8 bytes hold, of either order and sign. */
const extremes: readonly Uint8Array[] = [1, 2, 4, 8].flatMap((size) => [
  new Uint8Array(size),
  new Uint8Array(size).fill(255),
  new Uint8Array(size).fill(127),
  new Uint8Array(size).fill(0).with(0, 1),
  new Uint8Array(size).fill(0).with(size - 1, 1),
  new Uint8Array(size).fill(255).with(0, 127),
  new Uint8Array(size).fill(255).with(size - 1, 127),
  new Uint8Array(size).fill(0).with(0, 128),
  new Uint8Array(size).fill(0).with(size - 1, 128),
]);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(anywhere, fc.nat(7)).map(
    ([share, bit]): Change =>
      (bytes) => {
        const changed = Uint8Array.from(bytes);
        if (changed.length > 0) changed[placeIn(changed, share)]! ^= 1 << bit;
        return changed;
      },
  ),
  fc
    .tuple(anywhere, fc.uint8Array({ minLength: 1, maxLength: 8 }))
    .map(([share, put]) => overwritten(share, put)),
  fc.tuple(anywhere, fc.constantFrom(...extremes)).map(([share, put]) => overwritten(share, put)),
  anywhere.map(
    (share): Change =>
      (bytes) =>
        bytes.slice(0, placeIn(bytes, share)),
  ),
  anywhere.map(
    (share): Change =>
      (bytes) =>
        bytes.slice(placeIn(bytes, share)),
  ),
  fc.tuple(anywhere, fc.uint8Array({ minLength: 1, maxLength: 300 })).map(
    ([share, put]): Change =>
      (bytes) => {
        const from = placeIn(bytes, share);
        return joined(bytes.subarray(0, from), put, bytes.subarray(from));
      },
  ),
  fc.tuple(anywhere, fc.nat(64)).map(
    ([share, length]): Change =>
      (bytes) => {
        const from = placeIn(bytes, share);
        return joined(bytes.subarray(0, from), bytes.subarray(from + length));
      },
  ),
  fc.tuple(anywhere, anywhere, fc.nat(200)).map(
    ([share, other, length]): Change =>
      (bytes) => {
        const [from, to] = [placeIn(bytes, share), placeIn(bytes, other)];
        return joined(
          bytes.subarray(0, to),
          bytes.subarray(from, from + length),
          bytes.subarray(to),
        );
      },
  ),
);

/** One to four changes of a file's bytes, one after the other. */
export const byteMutation: fc.Arbitrary<Change> = fc
  .array(change, { minLength: 1, maxLength: 4 })
  .map((all) => (bytes) => all.reduce((now, one) => one(now), bytes));
