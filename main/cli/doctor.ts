/** `doctor`: which backends can run here, which cannot and why, and their repair; the file for a bug report. */
import { arch, cpus, totalmem, type } from 'node:os';
import { Command } from 'commander';
import { compute } from '../hosts/compute.ts';
import { withRecognition } from '../hosts/recognition.ts';
import { inspectedRows } from '../services/backends.ts';
import { systemFacts } from '../services/devices/ask-machine.ts';
import { labFolder } from '../storage/lab-folder.ts';
import { place } from './exit.ts';
import type { Output } from './output.ts';
import { requireFree, saveReport } from './report-file.ts';

interface Flags {
  fix?: boolean;
  gpu?: boolean;
  force?: boolean;
  report?: string;
  folder?: string;
}

export function doctorCommand(outputOf: (command: Command) => Output): Command {
  return new Command('doctor')
    .description('list the backends that can run on this machine, and repair the others if possible')
    .option(
      '--fix',
      'build and download what is missing (the kernels: 20 s of compiling; TensorFlow: about 275 MB to download, 1.2 GB on disk)',
    )
    .option('--gpu', "with --fix: TensorFlow's CUDA build and NVIDIA's libraries")
    .option('--force', 'with --fix: build again what exists already')
    .option('--report <file>', 'write a new JSON file for a bug report; it contains no pictures and no names', place)
    .option(
      '--folder <dir>',
      'with --report: the lab folder whose last errors it contains (default: SIGNS_LAB_FOLDER, else SignsLab in your home folder)',
      place,
    )
    .addHelpText(
      'after',
      `
Environment:
  SIGNS_LAB_TENSORFLOW     a folder with an unpacked TensorFlow wheel, or the wheel itself, instead of downloading one
  SIGNS_LAB_PACKAGE_INDEX  https address of a Python package index, if there is no pip
  SIGNS_LAB_THREADS        threads of the fused kernels (default: as many as the machine runs at once)
  SIGNS_LAB_HOME           where downloaded and built parts are stored`,
    )
    .action(async (_flags: Flags, command: Command) => doctor(command.opts<Flags>(), outputOf(command)));
}

async function doctor(flags: Flags, output: Output): Promise<void> {
  const { fix = false, gpu = false, force = false } = flags;
  if (flags.report !== undefined) requireFree(flags.report);
  if (fix) {
    await compute({ kind: 'provision', gpu, force }, ['provisioned'], {
      onEvent: (event) => event.kind === 'progress' && output.progress(event),
    }).finally(output.settle);
  }
  const backends = await inspectedRows();
  const onnxruntime = await withRecognition((host) => host.ask({ kind: 'info' }));
  const machine = {
    system: `${type()} ${arch()}`,
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    memoryBytes: totalmem(),
    node: process.versions.node,
  };
  output.say(
    `${machine.system}, ${machine.processor}, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, Node ${machine.node}\n`,
  );
  for (const { id, available, device, version, reason, remedy, details } of backends) {
    output.say(available ? `${id}: ${version} on ${device}` : `${id}: cannot run here. ${reason}\n  ${remedy}`);
    for (const [name, value] of Object.entries(details)) output.say(`  ${name}: ${value}`);
  }
  output.say(`onnxruntime: ${onnxruntime.version} (${onnxruntime.providers.join(', ')})`);
  if (flags.report !== undefined) {
    const devices = { machine: systemFacts(), backends: [...backends], onnxruntime };
    saveReport(flags.report, labFolder(flags.folder), devices, output);
  }
  output.record({ kind: 'doctor', backends, onnxruntime, machine });
}
