/** Prints facts about this machine's GPU as one JSON line: the process that gpu.ts starts with the addon's path. */
import { useGpu } from '../fused-cpu/addon.ts';
import { driverLibrary } from './gpu.ts';

const facts = useGpu(process.argv[2]!, driverLibrary(), new Uint8Array(0), 1);
process.stdout.write(`${JSON.stringify(facts)}\n`, () => process.exit(0));
