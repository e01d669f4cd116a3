import { type Node, type Ref, typeOf } from '../graph/graph.ts';
import type { ElementType } from '../tensors/element-type.ts';
import { elementType } from '../tensors/element-type.ts';
import { exactOf } from '../tensors/precise.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';
import type { Recorded, Source } from './program.ts';

/** The placeholders of a graph that is written rather than recorded, and what fills them. */
export class LoopInputs {
  readonly nodes: Node[] = [];
  readonly sources: Source[] = [];
  private readonly outside = new Map<Tensor, Ref>();
  private given = 0;

  /** The next tensors of a call, each like one of these. */
  like(tensors: Params): Ref[] {
    return tensors.map((t) => this.next(t, t.shape));
  }

  /** The same, of any length along their first axes. */
  lists(tensors: Params): Ref[] {
    return tensors.map((t) => this.next(t, [-1, ...t.shape.slice(1)]));
  }

  /** The next tensor of a call, of this type and shape. */
  plain(type: ElementType, shape: readonly number[]): Ref {
    return this.place(type, shape, { from: this.given++, exact: false });
  }

  /** What a recorded function reached for, by the names that it has in the function. */
  captured({ sources }: Recorded): Map<string, Ref> {
    const found = new Map<string, Ref>();
    for (const { name, from, exact } of sources) {
      if (typeof from === 'number') continue;
      let ref = this.outside.get(from);
      ref ??= this.place(elementType(from), from.shape, { from, exact });
      this.outside.set(from, ref);
      found.set(name, ref);
    }
    return found;
  }

  private next(t: Tensor, shape: readonly number[]): Ref {
    const exact = exactOf(t) !== undefined;
    return this.place(elementType(t), shape, { from: this.given++, exact });
  }

  private place(type: ElementType, shape: readonly number[], source: Omit<Source, 'name'>): Ref {
    const name = `given${this.nodes.length}`;
    const attributes: Node['attributes'] = { dtype: typeOf(type), shape: { kind: 'shape', shape } };
    this.nodes.push({ name, op: 'Placeholder', inputs: [], attributes });
    this.sources.push({ name, ...source });
    return { node: name, output: 0, type, shape };
  }
}
