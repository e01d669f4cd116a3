import { cuda } from './cuda-pins.ts';

/** One published file that the lab trusts. */
export interface Wheel {
  /** Of the distribution; of TensorFlow's, that of libtensorflow inside. */
  readonly version: string;
  /** Name on the Python package index. */
  readonly distribution: string;
  readonly file: string;
  /** Tags given to pip, so that the Python version of the user does not matter. */
  readonly pythonVersion: string;
  readonly abi: string;
  readonly platformTag: string;
  readonly sha256: string;
  /** Size of the wheel in bytes. */
  readonly bytes: number;
}

/** The size of a wheel for people, `274 MB`. */
export const megabytes = ({ bytes }: Wheel): string => `${Math.round(bytes / 1e6)} MB`;

/** TensorFlow's wheel, and what is inside it. */
export interface WheelPin extends Wheel {
  /** Sizes of the two unpacked libraries in bytes; a cut-off copy is told from a whole one by it. */
  readonly libraries: { readonly cc: number; readonly framework: number };
  /** SHA-256 of the two, as the wheel's own RECORD has them; damage that keeps the size is found by it. */
  readonly sums: { readonly cc: string; readonly framework: string };
  /** Wheels of libraries that it loads where there is a GPU; absent where it needs none. */
  readonly companions?: readonly Companion[];
}

/** A wheel of libraries beside TensorFlow's. */
export interface Companion extends Wheel {
  /** The one folder below `nvidia` that it holds. */
  readonly folder: string;
  /** Bytes of that folder. */
  readonly unpacked: number;
}

/** Version of libtensorflow that the lab is measured with. */
const TENSORFLOW_VERSION = '2.21.0';

const COMMON = { version: TENSORFLOW_VERSION, pythonVersion: '3.11', abi: 'cp311' } as const;

// `tensorflow-cpu` is not published for aarch64; the plain `tensorflow` wheel there is CPU-only.
// Hashes and sizes were read from the files as published in March 2026.
const PINS: Readonly<Record<string, WheelPin>> = {
  'linux-x64': {
    ...COMMON,
    distribution: 'tensorflow-cpu',
    file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
    libraries: { cc: 788_086_608, framework: 65_222_328 },
    sums: {
      cc: '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
      framework: 'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
    },
  },
  'linux-arm64': {
    ...COMMON,
    distribution: 'tensorflow',
    file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl',
    platformTag: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    bytes: 281_828_020,
    libraries: { cc: 814_885_544, framework: 68_176_664 },
    sums: {
      cc: '5f7de6ba6478ed7b83767a6e661e3e6e6931b05c64db14ba98250e52316a007c',
      framework: 'deade33b9ab90ff468fd1d1f8f6079bec5a3a507cf2d13c3218aa8beec28aeb3',
    },
  },
};

// The build for GPUs of NVIDIA. What it loads of CUDA it looks for in `../nvidia`, as its own RUNPATH says.
const GPU_PINS: Readonly<Record<string, WheelPin>> = {
  'linux-x64': {
    ...COMMON,
    distribution: 'tensorflow',
    file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    bytes: 572_440_367,
    libraries: { cc: 1_096_372_272, framework: 162_648_808 },
    sums: {
      cc: '2889ecc99d7641620f41a4bea538f4dd4b626f75aa3e12623161ae939054191c',
      framework: '98847c6f0448308159f6d3ff55e13a9e92978598c7fbb34cde63aadf35c6fe84',
    },
    companions: cuda,
  },
};

/** The wheel for a platform and architecture as node:os names them; null where there is none. */
export function pinFor(
  platform: string,
  arch: string,
  engine: 'native' | 'gpu' = 'native',
): WheelPin | null {
  const place = `${platform}-${arch}`;
  return (engine === 'gpu' ? GPU_PINS : PINS)[place] ?? null;
}
