/** The file of `doctor --report`. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { browserShell } from '../browser-shell.ts';
import { bugReport, type ReportParts, readLabPart, reportFile } from '../services/report/report.ts';
import { labPaths } from '../storage/lab-folder.ts';
import { writeFailure } from '../storage/write-failure.ts';
import { UsageError } from './exit.ts';
import type { Output } from './output.ts';

const OTHER = 'Give another file with --report.';

/** Checked before the devices are probed, which takes seconds. @throws UsageError if no new file can have that name */
export function requireFree(path: string): void {
  if (existsSync(path)) throw new UsageError(`${path} already exists.`, OTHER);
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${path} cannot be written: its folder does not exist.`, OTHER);
  }
}

/** @throws HostError if the file cannot be written */
export function saveReport(path: string, folder: string, devices: ReportParts['devices'], output: Output): void {
  const lab = readLabPart(labPaths(folder).database);
  if (lab.lab.kind === 'unread') {
    output.note(`The lab in ${folder} could not be read (${lab.lab.reason}), so its errors are not in the report.`);
    output.note('In the lab that has it open, Devices > "Save a report" includes them.');
  }
  const info = { ...browserShell().info, shell: null };
  const { bytes } = reportFile(bugReport({ devices, lab, folders: [folder], info }));
  try {
    // `x`: a file that another process has written there meanwhile is kept.
    writeFileSync(path, bytes, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? new UsageError(`${path} already exists.`, OTHER) : writeFailure(path, error);
  }
  output.say(`\nReport: ${path}. It names no person and no folder; read it before you send it.`);
}
