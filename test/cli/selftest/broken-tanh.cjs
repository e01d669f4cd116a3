// tanh of WebAssembly with the 11 bits of half precision.
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-wasm');
const { kernelFunc, ...tanh } = tf.getKernel('Tanh', 'wasm');
tf.unregisterKernel('Tanh', 'wasm');
tf.registerKernel({
  ...tanh,
  kernelFunc(args) {
    const out = kernelFunc(args);
    const values = args.backend.typedArrayFromHeap(out);
    for (const [i, x] of values.entries()) values[i] = Math.round(x * 2048) / 2048;
    return out;
  },
});
