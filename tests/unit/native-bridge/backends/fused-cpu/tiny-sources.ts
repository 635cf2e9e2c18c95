/** Sources of an addon that does nothing, in the layout of the kernels: compiled in a second or two. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param body content of addon.cc besides the addon's entry */
export function writeSources(folder: string, body = ''): string {
  for (const part of ['kernels', 'cuda']) mkdirSync(join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'wasm'), { recursive: true });
  writeFileSync(join(folder, 'binding.gyp'), "{'targets': [{'target_name': 'fused', 'sources': ['addon.cc']}]}\n");
  writeFileSync(join(folder, 'kernels', 'answer.h'), '#define ANSWER 42\n');
  writeFileSync(join(folder, 'addon.cc'), `${ENTRY}\n${body}\n`);
  return folder;
}

const ENTRY = `
#include <node_api.h>
#include "kernels/answer.h"
NAPI_MODULE_INIT() {
  napi_value answer;
  napi_create_int32(env, ANSWER, &answer);
  napi_set_named_property(env, exports, "answer", answer);
  return exports;
}`;
