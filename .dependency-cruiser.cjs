/** The direction of the arrows: renderer -> contract -> main -> host messages -> training -> backend. They never turn back. */
const room = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    room(
      'no-circles',
      {},
      { circular: true },
      'Two files that need each other are one idea: join them, or find the third.',
    ),
    room(
      'convnet-and-reference-stand-alone',
      { path: '^native-bridge/(convnet|reference)/' },
      { pathNot: ['^native-bridge/(convnet|reference)/', '^node_modules/zod/'] },
      'The renderer and every backend use them: no Node, no package but zod.',
    ),
    room(
      'training-knows-no-backend',
      { path: '^native-bridge/(training|tuning)/' },
      {
        path: [
          '^native-bridge/(backends/(?!backend\\.ts)|onnx|host)',
          '^(main|renderer)/',
          'node_modules/(@tensorflow|onnxruntime)',
        ],
      },
      'Training sees the one interface, convnet and datasets.',
    ),
    room(
      'backends-stand-apart',
      { path: '^native-bridge/backends/([^/]+)/' },
      {
        path: '^native-bridge/(backends/(?!$1/|backend\\.ts|opening\\.ts|variety\\.ts|building/|fused-cpu/(addon|build|installation)\\.ts)|training|tuning|onnx|host)',
      },
      'A backend knows the interface, what all share (opening, variety, building, the addon of the fused kernels) and convnet, never another backend.',
    ),
    room(
      'building-knows-no-backend',
      { path: '^native-bridge/backends/building/' },
      { path: '^native-bridge/(?!backends/(building/|backend\\.ts))' },
      'It brings native code to the machine, whosever it is.',
    ),
    room(
      'kernels-know-no-backend',
      { path: '^native-bridge/fused/' },
      { path: '^native-bridge/(?!fused/|convnet/|backends/(backend|opening|variety)\\.ts)' },
      'The fused kernels serve several backends: they see the interface and convnet.',
    ),
    room(
      'native-bridge-below-main',
      { path: '^(native-bridge|datasets)/' },
      { path: ['^(main|renderer|tests)/', 'node_modules/electron/'] },
      'Computing knows nothing of windows.',
    ),
    room(
      'datasets-stand-alone',
      { path: '^datasets/' },
      { path: '^native-bridge/' },
      'Pictures know nothing of networks.',
    ),
    room(
      'main-computes-nothing',
      { path: '^main/' },
      {
        path: '^(native-bridge/(?!host/[a-z-]+-messages\\.ts|queue/worker\\.ts)|datasets|renderer)',
        dependencyTypesNot: ['type-only'],
      },
      "Main speaks to hosts by messages; it may name types. A worker's queue must outlive the hosts that may crash.",
    ),
    room(
      'queue-is-loaded-on-request',
      { path: '^(main|native-bridge|datasets)/', pathNot: '^native-bridge/queue/' },
      {
        path: '^native-bridge/queue/(?!(piece-job|pictures)\\.ts)',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
      'Without a queue nothing of BullMQ and its client is loaded.',
    ),
    room(
      'queue-computes-nothing',
      { path: '^native-bridge/queue/' },
      {
        path: [
          '^native-bridge/(fused|reference|onnx|host|metrics|live|peers)/',
          '^native-bridge/backends/(?!backend\\.ts|building/install\\.ts|fused-cpu/installation\\.ts)',
        ],
        dependencyTypesNot: ['type-only'],
      },
      "It carries pieces to and fro; main's worker loads it, which computes nothing either.",
    ),
    room(
      'renderer-speaks-by-the-contract',
      { path: '^renderer/' },
      {
        path: '^(main|native-bridge|datasets|tests)/',
        pathNot: [
          '^main/ipc/',
          '^native-bridge/(convnet|reference|metrics|live|learn)/',
          '^native-bridge/tuning/(conditions|encoding|importance|ranking|pareto)\\.ts$',
          '^native-bridge/training/kept-epochs\\.ts$',
          '^native-bridge/finder/view\\.ts$',
          '^native-bridge/onnx/card/(fit|net-batch|net-input|net-output|page-net)\\.ts$',
          '^datasets/((preprocess|dataset|resize)\\.ts$|random/mt19937\\.ts$|augment/|capture/)',
          '^datasets/synthetic/(signs|drawing-presets|companion|companion-painter)\\.ts$',
        ],
      },
      'The page knows the contract, and what is pure: networks, the from-scratch operations, metrics, how spaces are searched, what is done to pictures, which are drawn next to them, and how a card brings them to a net.',
    ),
    room(
      'renderer-takes-types-of-main',
      { path: '^renderer/' },
      { path: '^main/', dependencyTypesNot: ['type-only'] },
      "The contract checks at main's door; the page takes its types alone, and no schema library with them.",
    ),
    room(
      'features-stand-apart',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/(features/(?!$1/)|app/)' },
      'A feature knows its own folder, components and lib.',
    ),
    room(
      'components-know-no-feature',
      { path: '^renderer/(components|lib)/' },
      { path: '^renderer/(features|app)/' },
      'They serve every feature.',
    ),
    room(
      'metrics-stand-alone',
      { path: '^native-bridge/metrics/' },
      { pathNot: ['^native-bridge/metrics/', '^node_modules/zod/'] },
      'The page computes them too.',
    ),
    room(
      'learn-checks-by-the-reference',
      { path: '^native-bridge/learn/' },
      {
        pathNot: [
          '^native-bridge/(learn|reference|convnet)/',
          '^datasets/(random/|minibatch\\.ts$|formats/numpy/)',
          '^node_modules/',
        ],
      },
      "A learner's work is checked in the page: no Node, and nothing but the operations and numpy's numbers.",
    ),
    room(
      'numpy-stands-alone',
      { path: '^datasets/formats/numpy/' },
      { pathNot: ['^datasets/formats/numpy/'] },
      "The page reads a learner's arrays by it too: no Node, no package.",
    ),
    room(
      'live-stands-alone',
      { path: '^native-bridge/live/' },
      { pathNot: ['^native-bridge/(live|metrics)/'] },
      'The page and the command line steady a sign in the same way.',
    ),
    room(
      'electron-in-few-files',
      {
        path: '^(main|native-bridge|datasets|renderer)/',
        pathNot: '^main/(electron\\.ts$|windows/|preload/|(ipc|hosts)/electron\\.ts$)',
      },
      { path: '(^electron$|node_modules/electron/)' },
      'Everything else runs without it.',
    ),
    room(
      'pictures-decoded-in-one-folder',
      { pathNot: ['^datasets/(formats|export)/', '^datasets/synthetic/contact-sheet\\.ts$', '^tests/'] },
      { path: 'node_modules/(sharp|h5wasm)/' },
    ),
    room(
      'queue-packages-in-one-folder',
      { pathNot: ['^native-bridge/queue/', '^tests/'] },
      { path: 'node_modules/(bullmq|ioredis)/' },
    ),
    room(
      'bullmq-without-its-addon',
      { pathNot: ['^native-bridge/queue/bullmq\\.ts$'] },
      { path: 'node_modules/bullmq/' },
      'What is imported past bullmq.ts would load native code.',
    ),
    room(
      'tensorflow-in-one-folder',
      { pathNot: '^native-bridge/backends/tensorflow/' },
      { path: 'node_modules/@tensorflow/' },
    ),
    room(
      'webgpu-in-one-folder',
      { pathNot: '^native-bridge/backends/fused-webgpu/' },
      { path: 'node_modules/webgpu/' },
    ),
    room(
      'onnxruntime-in-one-folder',
      { pathNot: ['^native-bridge/onnx/', '^tests/'] },
      { path: 'node_modules/onnxruntime-node/' },
    ),
    room(
      'onnxruntime-web-in-one-folder',
      { pathNot: ['^renderer/exported-page/', '^tests/'] },
      { path: 'node_modules/onnxruntime-web/' },
      'The page that a model is taken away as computes by itself; the lab asks its host.',
    ),
    // The renderer's packages are bundled into it, Electron is the program that runs the app.
    // The compiler of fused.wasm is for who changes the kernels: the file itself is committed.
    room(
      'no-unlisted-package',
      {
        pathNot: [
          '^tests/',
          '^renderer/',
          // The page's texts, compiled by renderer/messages.ts and bundled with it.
          '^\\.build/messages/',
          '^(native-bridge/fused|datasets)/wasm/(build|compile)\\.ts$',
          // Dawn is 130 MB and cannot run inside Electron: the packaged app does without it.
          '^native-bridge/backends/fused-webgpu/(device|find-adapter)\\.ts$',
          // What packages the app is not in it.
          '^main/package/',
          '^main/(electron\\.ts$|windows/|preload/|(ipc|hosts)/electron\\.ts$)',
        ],
      },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
    room('resolvable', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'types', 'default'],
    },
    detectProcessBuiltinModuleCalls: true,
  },
};
