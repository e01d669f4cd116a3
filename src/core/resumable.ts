/**
 * Something that remembers. What it knows goes out as plain data (numbers, texts, lists, mappings and typed arrays, no functions), and
 * comes back to a fresh one of the same making, which then goes on as this one would have.
 *
 * The data may be those it goes on to change: write or copy them before it does.
 */
export interface Resumable<S> {
  save(): S;
  /** Takes over what another one of the same making saved. */
  restore(state: S): void;
}

/** What is kept in the fields of one object, all of them plain. */
export const fields = <S extends object>(own: S): Resumable<S> => ({
  save: () => ({ ...own }),
  restore: (state) => void Object.assign(own, state),
});

type Saved<P extends Parts> = { readonly [K in keyof P]: ReturnType<P[K]['save']> };
type Parts = Readonly<Record<string, Resumable<unknown>>>;

/** Several of them, each under its name. */
export const together = <P extends Parts>(parts: P): Resumable<Saved<P>> => ({
  save: () =>
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, part.save()]),
    ) as Saved<P>,
  restore(state) {
    for (const [name, part] of Object.entries(parts)) part.restore(state[name]);
  },
});
