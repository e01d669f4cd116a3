import type { Parts } from '../estimates/part.ts';
import { collapseParts } from './collapse-parts.ts';
import { correlationParts } from './correlation-parts.ts';
import type { Ground } from './ground.ts';
import { orderParts } from './order-parts.ts';
import { contrastParts, equalParts } from './pair-parts.ts';
import { shareParts } from './share-parts.ts';
import { shapeParts, valueParts } from './single-parts.ts';
import { slopeParts } from './slope-parts.ts';

/** The numbers that a statement is about. */
export function partsOf(ground: Ground): Parts {
  const { statement } = ground;
  switch (statement.kind) {
    case 'value':
      return valueParts(ground, statement);
    case 'ratio':
    case 'difference':
      return contrastParts(ground, statement);
    case 'slope':
      return slopeParts(ground, statement);
    case 'order':
      return orderParts(ground, statement);
    case 'equal':
      return equalParts(ground, statement);
    case 'collapse':
      return collapseParts(ground, statement);
    case 'share':
      return shareParts(ground, statement);
    case 'correlation':
      return correlationParts(ground, statement);
    case 'shape':
      return shapeParts(ground, statement);
  }
}
