import { type Attribute, type Constant, type Node, type Ref, typeOf } from './graph.ts';

/**
 * One TensorFlow loop under construction: Enter → Merge → Switch → body → NextIteration → Merge, and Exit
 * from the Switch (Yu et al., Dynamic Control Flow in Large-Scale Machine Learning, EuroSys 2018, §4.2).
 *
 * One iteration runs at a time, so that memory holds one.
 */
export class Frame {
  readonly nodes: Node[] = [];
  /** The name in the loop of a node outside it, or of a node of the recorded body. */
  private readonly copies = new Map<string, string>();

  private readonly name: string;
  private readonly byName: ReadonlyMap<string, Node>;
  private readonly inside: ReadonlySet<string>;

  constructor(name: string, byName: ReadonlyMap<string, Node>, inside: ReadonlySet<string>) {
    this.name = name;
    this.byName = byName;
    this.inside = inside;
  }

  /** The totals of these sums, which share an index, by the sums' names. */
  lower(sums: readonly Node[]): [string, Ref][] {
    const index = this.byName.get(sums[0]!.inputs[1]!.node)!;
    const { value: count } = index.attributes.count as Attribute & { kind: 'int' };
    const counter = this.variable('counter', this.constant('zero', 0));
    const limit = this.enter(this.constant('limit', count));
    const less = this.emit('less', 'Less', [counter, limit], { ...counter, type: 'bool' });
    const goesOn = this.emit('goes_on', 'LoopCond', [less], less);
    const k = this.emit('index', 'Identity', [this.branch('counter', counter, goesOn).on], counter);
    this.copies.set(index.name, k.node);
    const totals = sums.map((sum): [string, Ref] => {
      const part = sum.inputs[0]!;
      const total = this.variable(sum.name, this.zeros(sum.name, part));
      const { on, off } = this.branch(sum.name, total, goesOn);
      this.advance(sum.name, on, this.copy(part));
      return [sum.name, this.emit(`${sum.name}_exit`, 'Exit', [off], part)];
    });
    this.advance('counter', k, this.constant('one', 1, k.node));
    return totals;
  }

  /** A loop variable: its start, then the value that `advance` adds to. */
  private variable(suffix: string, start: Ref): Ref {
    const attributes = this.entrance(false);
    const entered = this.emit(`${suffix}_enter`, 'Enter', [start], start, attributes);
    const next = { ...start, node: `${this.name}_${suffix}_next` };
    const N: Attribute = { kind: 'int', value: 2 };
    return this.emit(`${suffix}_merge`, 'Merge', [entered, next], start, { N });
  }

  private advance(suffix: string, now: Ref, by: Ref): void {
    const sum = this.emit(`${suffix}_plus`, 'AddV2', [now, by], now);
    this.emit(`${suffix}_next`, 'NextIteration', [sum], now);
  }

  /** A variable's value where the loop continues, and where it ends. */
  private branch(suffix: string, variable: Ref, goesOn: Ref): { on: Ref; off: Ref } {
    const off = this.emit(`${suffix}_switch`, 'Switch', [variable, goesOn], variable);
    return { on: { ...off, output: 1 }, off };
  }

  /** The copy of a recorded node's result in this loop; a result from outside is passed in by an Enter. */
  private copy(r: Ref): Ref {
    const key = this.inside.has(r.node) ? r.node : `${r.node}:${r.output}`;
    let node = this.copies.get(key);
    if (node === undefined) this.copies.set(key, (node = this.place(r)));
    return { ...r, node, output: this.inside.has(r.node) ? r.output : 0 };
  }

  private place(r: Ref): string {
    const original = this.byName.get(r.node);
    const name = `${this.name}_${r.node}`;
    if (original?.op === 'Const') {
      // A copy rather than an Enter, so that TensorFlow's optimizer still sees a constant.
      this.nodes.push({ ...original, name, after: `${this.name}_index` });
      return name;
    }
    if (!this.inside.has(r.node)) return this.enter(r).node;
    this.nodes.push({ ...original!, name, inputs: original!.inputs.map((i) => this.copy(i)) });
    return name;
  }

  private enter(r: Ref): Ref {
    return this.emit(`${r.node}_${r.output}_in`, 'Enter', [r], r, this.entrance(true));
  }

  private entrance(constant: boolean): Node['attributes'] {
    return {
      frame_name: { kind: 'string', value: this.name },
      is_constant: { kind: 'bool', value: constant },
      parallel_iterations: { kind: 'int', value: 1 },
    };
  }

  private zeros(suffix: string, like: Ref): Ref {
    const dims: Constant = {
      type: 'int32',
      shape: [like.shape.length],
      values: Int32Array.from(like.shape),
    };
    const size = this.put(`${suffix}_dims`, dims);
    const zero = this.put(`${suffix}_zero`, {
      type: like.type,
      shape: [],
      values: Float64Array.of(0),
    });
    const attributes = { T: typeOf(like.type), index_type: typeOf('int32') };
    return this.emit(`${suffix}_start`, 'Fill', [size, zero], like, attributes);
  }

  private constant(suffix: string, value: number, after?: string): Ref {
    return this.put(suffix, { type: 'int32', shape: [], values: Int32Array.of(value) }, after);
  }

  private put(suffix: string, constant: Constant, after?: string): Ref {
    const name = `${this.name}_${suffix}`;
    const attributes = {
      dtype: typeOf(constant.type),
      value: { kind: 'const', constant } as const,
    };
    this.nodes.push({
      name,
      op: 'Const',
      inputs: [],
      attributes,
      ...(after === undefined ? {} : { after }),
    });
    return { node: name, output: 0, type: constant.type, shape: constant.shape };
  }

  /** Adds a node whose result has the type and shape of `like`. */
  private emit(
    suffix: string,
    op: string,
    inputs: readonly Ref[],
    { type, shape }: Pick<Ref, 'type' | 'shape'>,
    attributes: Node['attributes'] = {},
  ): Ref {
    const name = `${this.name}_${suffix}`;
    const T: Node['attributes'] = op === 'LoopCond' ? {} : { T: typeOf(inputs[0]!.type) };
    this.nodes.push({ name, op, inputs, attributes: { ...T, ...attributes } });
    return { node: name, output: 0, type, shape };
  }
}
