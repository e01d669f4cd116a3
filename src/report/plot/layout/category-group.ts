/** Neighbours that are of a kind. */
export interface CategoryGroup {
  /** Empty where the ticks say all. */
  readonly name: string;
  /** Instead of the name where there is no room for it. */
  readonly brief?: string;
  readonly start: number;
  readonly end: number;
  readonly ticks: readonly {
    readonly value: number;
    readonly label: string;
    /** Instead of the label where there is no room for all of them. */
    readonly brief?: string;
  }[];
}
