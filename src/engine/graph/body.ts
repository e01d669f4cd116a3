import { free, given, LOWERED, unlowered } from './closures.ts';
import {
  type Attribute,
  type Constant,
  type GraphFunction,
  type Node,
  type Ref,
  typeOf,
} from './graph.ts';

/** What a loop is made of; its functions may use any value of the graph around it. */
export interface Loop {
  /** Turns that may be under way at once, where they do not wait for each other; absent: 1, so that memory holds one. */
  readonly atOnce?: number;
  /** The values that change from turn to turn, as they are before the first. */
  readonly state: readonly Ref[];
  /** Whether another turn follows; a truth value of shape []. */
  goesOn(body: Body, state: readonly Ref[]): Ref;
  /** The state after a turn. */
  turn(body: Body, state: readonly Ref[]): readonly Ref[];
}

/** Nodes under construction: of a graph, or of a function of its library. Their names are made of that given and a number. */
export class Body {
  readonly nodes: Node[] = [];
  private readonly prefix: string;
  private readonly names: { used: number };

  /** @param prefix tells the names of all nodes from those of other bodies of one graph */
  constructor(prefix: string, names = { used: 0 }) {
    this.prefix = prefix;
    this.names = names;
  }

  /** Adds a node whose result has the type and shape of `like`. */
  emit(
    op: string,
    inputs: readonly Ref[],
    { type, shape }: Pick<Ref, 'type' | 'shape'>,
    attributes: Node['attributes'],
  ): Ref {
    const name = this.name(op);
    this.nodes.push({ name, op, inputs, attributes });
    return { node: name, output: 0, type, shape };
  }

  constant(constant: Constant): Ref {
    const value: Attribute = { kind: 'const', constant };
    return this.emit('Const', [], constant, { dtype: typeOf(constant.type), value });
  }

  /** A whole number of shape [], or a list of them. */
  whole(value: number | readonly number[]): Ref {
    const list = typeof value === 'number' ? [value] : value;
    const shape = typeof value === 'number' ? [] : [list.length];
    return this.constant({ type: 'int32', shape, values: Int32Array.from(list) });
  }

  /** A real number, of shape []. */
  number(value: number): Ref {
    return this.constant({ type: 'float32', shape: [], values: Float64Array.of(value) });
  }

  /** Zeros, their shape given as a list of whole numbers on the engine. */
  zeros(size: Ref, like: Pick<Ref, 'type' | 'shape'>): Ref {
    const zero = this.constant({ type: like.type, shape: [], values: Float64Array.of(0) });
    const attributes = { T: typeOf(like.type), index_type: typeOf('int32') };
    return this.emit('Fill', [size, zero], like, attributes);
  }

  /** A list of zeros with so many entries, of the type and shape of `like` each. */
  list(count: Ref, like: Pick<Ref, 'type' | 'shape'>): Ref {
    const sizes = [count, ...like.shape.map((size) => this.whole(size))];
    const N: Attribute = { kind: 'int', value: sizes.length };
    const size = this.emit(
      'Pack',
      sizes,
      { type: 'int32', shape: [sizes.length] },
      { N, T: typeOf('int32'), axis: { kind: 'int', value: 0 } },
    );
    return this.zeros(size, { type: like.type, shape: [-1, ...like.shape] });
  }

  plus(a: Ref, b: Ref): Ref {
    return this.emit('AddV2', [a, b], a, { T: typeOf(a.type) });
  }

  less(a: Ref, b: Ref): Ref {
    return this.emit('Less', [a, b], { type: 'bool', shape: [] }, { T: typeOf(a.type) });
  }

  both(a: Ref, b: Ref): Ref {
    return this.emit('LogicalAnd', [a, b], a, {});
  }

  /** Entry k of a list along its first axis. */
  entry(list: Ref, k: Ref): Ref {
    const like = { type: list.type, shape: list.shape.slice(1) };
    return this.emit('GatherV2', [list, k, this.whole(0)], like, {
      ...{ Tparams: typeOf(list.type), Tindices: typeOf('int32'), Taxis: typeOf('int32') },
      batch_dims: { kind: 'int', value: 0 },
    });
  }

  /** A list with another entry k. */
  put(list: Ref, k: Ref, x: Ref): Ref {
    const at = this.reshape(k, [1, 1]);
    const one = this.reshape(x, [1, ...list.shape.slice(1)]);
    const attributes = { T: typeOf(list.type), Tindices: typeOf('int32') };
    return this.emit('TensorScatterUpdate', [list, at, one], list, attributes);
  }

  /** The state after the last turn of a loop. */
  loop({ atOnce = 1, state, goesOn, turn }: Loop): Ref[] {
    const args = state.map((r): Ref => ({ ...r, node: this.name('arg'), output: 0 }));
    const [condition, body] = [
      new Body(this.prefix, this.names),
      new Body(this.prefix, this.names),
    ];
    const go = goesOn(condition, args);
    const next = turn(body, args);
    const parts = [
      { nodes: condition.nodes, results: [go] },
      { nodes: body.nodes, results: next },
    ] as const;
    const held = free(parts, args);
    const passed = held.map((r): Ref => ({ ...r, node: this.name('arg'), output: 0 }));
    const [cond, turned] = given(parts, held, passed).map(
      (part): GraphFunction => ({ ...part, args: [...args, ...passed] }),
    );
    const all = [...state, ...held];
    const first = this.emit('StatelessWhile', all, all[0]!, {
      T: { kind: 'types', types: all.map(({ type }) => type) },
      cond: { kind: 'function', function: cond! },
      body: {
        kind: 'function',
        function: { ...turned!, results: [...turned!.results, ...passed] },
      },
      output_shapes: { kind: 'shapes', shapes: all.map(({ shape }) => shape) },
      parallel_iterations: { kind: 'int', value: atOnce },
      // As a kernel, or within a function that is called, the loop's results differ from single calls' by round-off.
      [LOWERED]: { kind: 'bool', value: true },
    });
    return state.map((r, output) => ({ ...r, node: first.node, output }));
  }

  /**
   * The results of a body that XLA compiles as a whole, anew for each shape of what it uses from around it.
   *
   * XLA takes loops as they are and refuses the frames that TensorFlow makes of them; sizes must be constants there.
   */
  compiled(build: (body: Body) => readonly Ref[]): Ref[] {
    const inner = new Body('xla');
    const results = build(inner);
    const parts = [{ nodes: inner.nodes, results }];
    const used = free(parts, []);
    const args = used.map((r): Ref => ({ ...r, node: inner.name('arg'), output: 0 }));
    const [whole] = given(parts, used, args);
    const called = this.emit('PartitionedCall', used, results[0]!, {
      Tin: { kind: 'types', types: used.map(({ type }) => type) },
      Tout: { kind: 'types', types: results.map(({ type }) => type) },
      f: { kind: 'function', function: unlowered({ ...whole!, args }) },
      _XlaMustCompile: { kind: 'bool', value: true },
    });
    return results.map((r, output) => ({ ...r, node: called.node, output }));
  }

  /** The results of another graph, with these values in the place of its placeholders, which are by name. */
  inline(
    graph: { readonly nodes: readonly Node[]; readonly outputs: readonly Ref[] },
    given: ReadonlyMap<string, Ref>,
  ): Ref[] {
    const prefix = this.name('part');
    const moved = (r: Ref): Ref => given.get(r.node) ?? { ...r, node: `${prefix}_${r.node}` };
    for (const node of graph.nodes) {
      if (node.op === 'Placeholder') continue;
      const name = `${prefix}_${node.name}`;
      this.nodes.push({ ...node, name, inputs: node.inputs.map(moved) });
    }
    return graph.outputs.map(moved);
  }

  reshape(x: Ref, shape: readonly number[]): Ref {
    const attributes = { T: typeOf(x.type), Tshape: typeOf('int32') };
    return this.emit('Reshape', [x, this.whole(shape)], { type: x.type, shape }, attributes);
  }

  private name(of: string): string {
    return `${this.prefix}_${of}${this.names.used++}`;
  }
}
