/** Names of outputs by op, from the op registry of TensorFlow 2.21; several outputs of one name are entries of a list. */
const byName: Readonly<Record<string, string>> = {
  output:
    'All Any ArgMax ArgMin AvgPool AvgPoolGrad BatchMatMul BatchMatMulV2 BatchToSpaceND Bitcast BroadcastTo ClipByValue Concat ConcatV2 Const Conv2D Conv2DBackpropFilter Conv2DBackpropInput DenseBincount DepthToSpace DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput Diag Einsum ExpandDims Fill GatherNd GatherV2 Identity LinSpace Max MaxPool MaxPoolGrad Mean Min MirrorPad OneHot Pack PadV2 PartitionedCall Prod Range Reshape Reverse ReverseV2 ScatterNd Select SelectV2 Slice SpaceToBatchND Split SplitV StatelessRandomUniformFullIntV2 StatelessWhile StridedSlice Sum TensorScatterUpdate Tile Unpack UnsortedSegmentSum',
  y: 'Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Cos Cosh Erf Exp Expm1 Floor IsFinite IsInf IsNan Log Log1p LogicalNot Neg OnesLike Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike',
  z: 'Add AddV2 Atan2 BitwiseAnd BitwiseOr BitwiseXor Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mod Mul NotEqual Pow RealDiv SquaredDifference Sub TanhGrad',
  activations: 'Elu LeakyRelu Relu Relu6 Selu Softplus',
  backprops: 'EluGrad ReluGrad',
  band: 'MatrixBandPart',
  logsoftmax: 'LogSoftmax',
  out: 'Cumprod Cumsum',
  product: 'MatMul',
  r0: 'BroadcastArgs',
  softmax: 'Softmax',
  sum: 'AddN',
  dense: 'SparseToDense',
};

const several: Readonly<Record<string, readonly string[]>> = {
  TopKV2: ['values', 'indices'],
  Unique: ['y', 'idx'],
};

const names = new Map(
  Object.entries(byName).flatMap(([name, ops]) => ops.split(' ').map((op) => [op, name] as const)),
);

/**
 * What follows a node's name inside a function where its i-th output is meant (function.proto).
 *
 * @throws Error for an op whose outputs' names are not known
 */
export function outputOf(op: string, i: number): string {
  const own = several[op]?.[i];
  if (own !== undefined) return `${own}:0`;
  const name = names.get(op);
  if (name === undefined)
    throw new Error(`cannot compile ${op} inside a loop; its outputs' names are not known`);
  return `${name}:${i}`;
}
