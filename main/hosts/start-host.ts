/** Starts a host: a child process of Node, unless the desktop app has set another launcher. */
import { startChild } from './child.ts';
import type { HostEntry, HostLauncher, HostProcess } from './host-process.ts';

let launch: HostLauncher = startChild;

/** To be called once, before the first host is started. */
export function launchHostsBy(launcher: HostLauncher): void {
  launch = launcher;
}

export function startHost(entry: HostEntry, environment: Readonly<Record<string, string>> = {}): HostProcess {
  return launch(entry, environment);
}
