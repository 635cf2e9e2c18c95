/** Prints the adapter of this machine as one JSON line: the process that adapter.ts starts. */
import { create } from 'webgpu';
import { describeAdapter } from './adapter.ts';

const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' });
process.stdout.write(`${JSON.stringify({ adapter: adapter ? describeAdapter(adapter) : null })}\n`, () =>
  process.exit(0),
);
