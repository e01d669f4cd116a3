import type { Reference } from '../../lab/bibliography/reference.ts';

/** Where a work is found on the net: by its DOI, else on arXiv; undefined where it has neither. */
export function addressOf({ doi, arxiv }: Reference): string | undefined {
  if (doi !== undefined) return `https://doi.org/${doi}`;
  return arxiv === undefined ? undefined : `https://arxiv.org/abs/${arxiv}`;
}
