/** What a method, a probe or a dataset is to be cited by: keys of `references.yaml`, or why there is nothing to cite. */
export type Sources = readonly string[] | { readonly none: string };

/** The keys of sources; none where there is nothing to cite. */
export const keysOf = (sources: Sources): readonly string[] => ('none' in sources ? [] : sources);
