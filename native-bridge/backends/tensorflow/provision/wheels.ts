/**
 * The downloads for each kind of machine. Python itself is not used: wheels are the only place where TensorFlow still
 * publishes its shared library, so version, interpreter and platform are named explicitly.
 */

export const TENSORFLOW_VERSION = '2.21.0';

export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** Interpreter tag to request, such as `3.11`; any is fine as long as its checksum is known. */
  readonly python: string;
  /** Acceptable platform tags. */
  readonly platforms: readonly string[];
  /**
   * Hex SHA-256 of the file. null: not pinned here; the checksum that the package index states is enforced and
   * recorded.
   */
  readonly sha256: string | null;
  /** Size of the file, 0 if unknown. */
  readonly bytes: number;
}

export interface Build {
  /** Name of its installation folder. */
  readonly name: string;
  readonly gpu: boolean;
  /** `linux-x64`. */
  readonly machine: string;
  /** TensorFlow itself, then the libraries of its GPU build. */
  readonly wheels: readonly [Wheel, ...Wheel[]];
  /** Shared libraries, under `tensorflow/` in the wheel, and their checksums if the wheel is pinned. */
  readonly libraries: readonly Library[];
  /** Free disk space needed during installation, in bytes. */
  readonly space: number;
}

export interface Library {
  readonly file: string;
  /** The name that the binding's build file links against. */
  readonly linkName: string;
  readonly sha256: string | null;
}

const GIB = 2 ** 30;

const cpuLinux: Build = {
  name: `tensorflow-${TENSORFLOW_VERSION}-cpu-linux-x64`,
  gpu: false,
  machine: 'linux-x64',
  wheels: [
    {
      project: 'tensorflow-cpu',
      version: TENSORFLOW_VERSION,
      python: '3.11',
      platforms: ['manylinux_2_27_x86_64'],
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      bytes: 273_829_956,
    },
  ],
  libraries: [
    {
      file: 'libtensorflow_cc.so.2',
      linkName: 'libtensorflow.so',
      sha256: '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
    },
    {
      file: 'libtensorflow_framework.so.2',
      linkName: 'libtensorflow_framework.so',
      sha256: 'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
    },
  ],
  space: 1.5 * GIB,
};

/** The plain wheel: CUDA on Linux x64, CPU elsewhere. */
function plainTensorFlow(platform: string): Wheel {
  const project = 'tensorflow';
  return { project, version: TENSORFLOW_VERSION, python: '3.11', platforms: [platform], sha256: null, bytes: 0 };
}

function unpinned(libraries: readonly Library[]): Library[] {
  return libraries.map((library) => ({ ...library, sha256: null }));
}

/**
 * NVIDIA's libraries at the lower bounds of the `and-cuda` extra of tensorflow 2.21.0 (its METADATA), without
 * nvidia-cuda-nvcc-cu12: that compiler is for XLA, which eager operations do not use.
 */
const NVIDIA: readonly (readonly [project: string, version: string])[] = [
  ['nvidia-cublas-cu12', '12.5.3.2'],
  ['nvidia-cuda-cupti-cu12', '12.5.82'],
  ['nvidia-cuda-nvrtc-cu12', '12.5.82'],
  ['nvidia-cuda-runtime-cu12', '12.5.82'],
  ['nvidia-cudnn-cu12', '9.3.0.75'],
  ['nvidia-cufft-cu12', '11.2.3.61'],
  ['nvidia-curand-cu12', '10.3.6.82'],
  ['nvidia-cusolver-cu12', '11.6.3.83'],
  ['nvidia-cusparse-cu12', '12.5.1.3'],
  ['nvidia-nccl-cu12', '2.27.7'],
  ['nvidia-nvjitlink-cu12', '12.5.82'],
];
const NVIDIA_PLATFORMS = [
  'manylinux2014_x86_64',
  'manylinux_2_17_x86_64',
  'manylinux_2_18_x86_64',
  'manylinux_2_27_x86_64',
];

/** Not tested yet: only the CPU build for Linux x64 has a pinned wheel. */
const cudaLinux: Build = {
  ...cpuLinux,
  name: `tensorflow-${TENSORFLOW_VERSION}-gpu-linux-x64`,
  gpu: true,
  wheels: [
    plainTensorFlow('manylinux_2_27_x86_64'),
    ...NVIDIA.map(
      ([project, version]): Wheel => ({ ...plainTensorFlow(''), project, version, platforms: NVIDIA_PLATFORMS }),
    ),
  ],
  libraries: unpinned(cpuLinux.libraries),
  space: 12 * GIB,
};

/** Not tested yet. */
const cpuLinuxArm: Build = {
  ...cpuLinux,
  name: `tensorflow-${TENSORFLOW_VERSION}-cpu-linux-arm64`,
  machine: 'linux-arm64',
  wheels: [plainTensorFlow('manylinux_2_27_aarch64')],
  libraries: unpinned(cpuLinux.libraries),
};

/** Not tested yet: names from TensorFlow's macOS wheels and the binding's build file. */
const cpuMac: Build = {
  ...cpuLinux,
  name: `tensorflow-${TENSORFLOW_VERSION}-cpu-darwin-arm64`,
  machine: 'darwin-arm64',
  wheels: [plainTensorFlow('macosx_12_0_arm64')],
  libraries: [
    { file: 'libtensorflow_cc.2.dylib', linkName: 'libtensorflow.2.dylib', sha256: null },
    { file: 'libtensorflow_framework.2.dylib', linkName: 'libtensorflow_framework.2.dylib', sha256: null },
  ],
};

export const BUILDS: readonly Build[] = [cudaLinux, cpuLinux, cpuLinuxArm, cpuMac];

/** Why a machine has no build, if the reason is known. */
const REFUSALS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  win32: [
    "TensorFlow's Windows wheel holds no library that an addon can link against, and its GPU support there ended with 2.10",
    'Run Signs Lab inside WSL2 (wsl --install), where the Linux build works, with an NVIDIA GPU too.',
  ],
  'darwin-x64': ['TensorFlow ended its builds for Intel Macs with 2.16', 'Use a Mac with Apple silicon, or Linux.'],
};

/** The build for a machine, or why there is none. */
export function buildFor(gpu: boolean, platform: string, arch: string): Build | { reason: string; remedy: string } {
  const machine = `${platform}-${arch}`;
  const build = BUILDS.find((candidate) => candidate.machine === machine && candidate.gpu === gpu);
  if (build) return build;
  const [reason, remedy] = REFUSALS[machine] ??
    REFUSALS[platform] ?? [
      `TensorFlow ${TENSORFLOW_VERSION} has no ${gpu ? 'CUDA build' : 'build'} for ${machine}`,
      gpu ? 'Install the CPU build.' : 'Use Linux x64, Linux arm64 or a Mac with Apple silicon.',
    ];
  return { reason, remedy };
}
