/** A number or a vector that a problem publishes, for `reference(name)`; vectors in the order of θ, flat. */
export type Reference = number | Float64Array;

/** What a problem publishes, by name. */
export type References = Readonly<Record<string, Reference>>;
