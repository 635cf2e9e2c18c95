# The kernels as a Node-API addon. Each target is the same source with other flags; addon.cc chooses when it runs.
{
  'target_defaults': {
    'include_dirs': ['.'],
    'cflags!': ['-fno-strict-aliasing'],
    'cflags': ['-O3', '-fno-math-errno', '-fno-trapping-math', '-Wno-maybe-uninitialized', '-Wno-unused-function'],
    'cflags_cc': ['-std=c++20'],
    'xcode_settings': {
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
      'MACOSX_DEPLOYMENT_TARGET': '12.0',
      'GCC_OPTIMIZATION_LEVEL': '3',
      'OTHER_CPLUSPLUSFLAGS': ['-fno-math-errno', '-fno-trapping-math', '-Wno-unused-function'],
    },
    # Microsoft's own compiler has no vector types of this kind: its clang-cl has.
    'msbuild_toolset': 'ClangCL',
    'msvs_settings': {
      'VCCLCompilerTool': {'AdditionalOptions': ['/std:c++20', '/O2', '-fno-math-errno', '-Wno-unused-function']},
    },
  },
  'targets': [
    {
      'target_name': 'fused',
      'sources': ['addon.cc', 'addon-epoch.cc', 'pool.cc', 'team.cc', 'cuda/api.cc', 'cuda/device.cc', 'cuda/driver.cc', 'cuda/launcher.cc', 'cuda/session.cc', 'cuda/stream.cc'],
      'dependencies': ['baseline'],
      'conditions': [
        ['target_arch=="x64"', {'defines': ['FUSED_X64'], 'dependencies': ['avx2', 'avx2vnni', 'avx512', 'avx512vnni']}],
        ['target_arch=="x64" and OS=="linux"', {'defines': ['FUSED_AMX'], 'dependencies': ['amx']}],
      ],
    },
    {
      'target_name': 'baseline',
      'type': 'static_library',
      'sources': ['kernels/target.cc'],
      'defines': ['FUSED_TARGET=fused_baseline'],
    },
  ],
  'conditions': [
    ['target_arch=="x64" and OS=="linux"', {
      'targets': [
        {
          'target_name': 'amx',
          'type': 'static_library',
          'sources': ['kernels/target.cc'],
          'defines': ['FUSED_TARGET=fused_amx'],
          'cflags': ['-mavx2', '-mfma', '-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mavx512vbmi', '-mamx-tile', '-mamx-int8', '-mprefer-vector-width=512'],
        },
      ],
    }],
    ['target_arch=="x64"', {
      'targets': [
        {
          'target_name': 'avx2',
          'type': 'static_library',
          'sources': ['kernels/target.cc'],
          'defines': ['FUSED_TARGET=fused_avx2'],
          'cflags': ['-mavx2', '-mfma'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-mavx2', '-mfma']},
          'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['-mavx2', '-mfma']}},
        },
        {
          'target_name': 'avx2vnni',
          'type': 'static_library',
          'sources': ['kernels/target.cc'],
          'defines': ['FUSED_TARGET=fused_avx2_vnni'],
          'cflags': ['-mavx2', '-mfma', '-mavxvnni'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-mavx2', '-mfma', '-mavxvnni']},
          'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['-mavx2', '-mfma', '-mavxvnni']}},
        },
        {
          'target_name': 'avx512vnni',
          'type': 'static_library',
          'sources': ['kernels/target.cc'],
          'defines': ['FUSED_TARGET=fused_avx512_vnni'],
          'variables': {'flags': ['-mavx2', '-mfma', '-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mavx512vnni', '-mprefer-vector-width=512']},
          'cflags': ['<@(flags)'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['<@(flags)']},
          'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['<@(flags)']}},
        },
        {
          'target_name': 'avx512',
          'type': 'static_library',
          'sources': ['kernels/target.cc'],
          'defines': ['FUSED_TARGET=fused_avx512'],
          'variables': {'flags': ['-mavx2', '-mfma', '-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mprefer-vector-width=512']},
          'cflags': ['<@(flags)'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['<@(flags)']},
          'msvs_settings': {'VCCLCompilerTool': {'AdditionalOptions': ['<@(flags)']}},
        },
      ],
    }],
  ],
}
