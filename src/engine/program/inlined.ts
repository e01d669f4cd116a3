import type { Body } from '../graph/body.ts';
import { type Attribute, type Node, type Ref, typeOf } from '../graph/graph.ts';
import { lowerLoops } from '../graph/loops.ts';
import { mergeMatMuls } from '../graph/merge-matmuls.ts';
import type { Recorded, Source } from './program.ts';

/** A recorded function that a graph is written around; it stands in the graph as often as its results are asked for. */
export class Inlined {
  /** Of what types and shapes its results are. */
  readonly outputs: readonly Ref[];
  private readonly graph: ReturnType<typeof lowerLoops>;
  private readonly sources: Source[];
  private readonly placeholders: Node[] = [];
  /** Its inputs that are fed, by name. */
  private readonly given = new Map<string, Ref>();
  /** Names of those that the graph around it computes. */
  private names: readonly string[] = [];

  constructor({ nodes, outputs, sources }: Recorded) {
    this.graph = lowerLoops(mergeMatMuls(nodes, outputs));
    this.outputs = this.graph.outputs;
    this.sources = [...sources];
  }

  /** Placeholders for its inputs from … to − 1, whose shapes may be others than it takes. */
  own(from: number, to: number, shaped: (shape: readonly number[]) => readonly number[]): Ref[] {
    const known = new Map(this.graph.nodes.map((n) => [n.name, n]));
    const own = this.sources.filter(
      (s) => typeof s.from === 'number' && s.from >= from && s.from < to,
    );
    this.names = own.map(({ name }) => name);
    for (const { name } of this.sources) {
      const node = known.get(name);
      if (node === undefined || this.names.includes(name)) continue;
      this.placeholders.push(node);
      this.given.set(name, refOf(node));
    }
    return this.names.map((name) => {
      // What it does not use still has a place among the inputs.
      const node = known.get(name);
      const like = node ? refOf(node) : { type: 'float32' as const, shape: [] };
      return this.place(name, { type: like.type, shape: shaped(like.shape) });
    });
  }

  /** A further input, the i-th of a call. */
  input(name: string, like: Pick<Ref, 'type' | 'shape'>, i: number, exact = false): Ref {
    this.sources.push({ name, from: i, exact });
    return this.place(name, like);
  }

  /** Its results where its own inputs have these values. */
  results(body: Body, values: readonly Ref[]): Ref[] {
    const own = this.names.map((name, i): [string, Ref] => [name, values[i]!]);
    return body.inline(this.graph, new Map([...this.given, ...own]));
  }

  /** The graph whose nodes beside the placeholders are these. */
  recorded(nodes: readonly Node[], outputs: readonly Ref[]): Recorded {
    return { nodes: [...this.placeholders, ...nodes], outputs, sources: this.sources };
  }

  private place(name: string, { type, shape }: Pick<Ref, 'type' | 'shape'>): Ref {
    const attributes: Node['attributes'] = { dtype: typeOf(type), shape: { kind: 'shape', shape } };
    const node: Node = { name, op: 'Placeholder', inputs: [], attributes };
    this.placeholders.push(node);
    return refOf(node);
  }
}

const refOf = ({ name, attributes }: Node): Ref => ({
  node: name,
  output: 0,
  type: (attributes.dtype as Attribute & { kind: 'type' }).type,
  shape: (attributes.shape as Attribute & { kind: 'shape' }).shape,
});
