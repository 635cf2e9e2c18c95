/**
 * A command's output. With --json, standard output carries one JSON object per line and nothing else; without it, text for
 * people. Progress and messages always go to standard error.
 */
import cliProgress from 'cli-progress';

export interface Progress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export interface Output {
  readonly json: boolean;
  /** One line for programs; silent without --json. */
  record(line: { kind: string } & Record<string, unknown>): void;
  /** Text for people; silent with --json. */
  say(text: string): void;
  /** A message that is not part of the result, always on standard error. */
  note(text: string): void;
  progress(progress: Progress): void;
  /** Removes the progress bar. */
  settle(): void;
}

/** The streams that are written to: the process's own, or those of a test. */
export interface Streams {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export function createOutput(options: { json: boolean; quiet: boolean }, streams: Streams = process): Output {
  const { json, quiet } = options;
  const { stdout, stderr } = streams;
  const bar = progressBar(stderr);
  return {
    json,
    record: (line) => json && stdout.write(`${JSON.stringify(line)}\n`),
    say(text) {
      if (json) return;
      bar.hide();
      stdout.write(`${text}\n`);
    },
    note(text) {
      if (quiet) return;
      bar.hide();
      stderr.write(`${text}\n`);
    },
    progress: (progress) => quiet || bar.show(progress),
    settle: () => bar.hide(),
  };
}

/** One bar at a time; if standard error is not a terminal, a line every ten seconds instead. */
function progressBar(stderr: Streams['stderr']) {
  let bar: cliProgress.SingleBar | null = null;
  let lastLine = 0; // ms since the process began: work of less than ten seconds prints none
  const hide = () => {
    bar?.stop();
    bar = null;
  };
  return {
    hide,
    show({ step, done, total }: Progress) {
      if (!stderr.isTTY) {
        if (performance.now() - lastLine < 10_000) return;
        lastLine = performance.now();
        stderr.write(`${step}: ${Math.floor((100 * done) / Math.max(total, 1))} %\n`);
        return;
      }
      if (!bar) {
        bar = new cliProgress.SingleBar({
          format: '{step} {bar} {percentage} %{eta_formatted}',
          barsize: 30,
          clearOnComplete: true,
          hideCursor: true,
          etaBuffer: 50,
          formatTime: timeLeft,
          stream: stderr,
        });
        bar.start(total, done, { step });
      }
      bar.setTotal(total);
      bar.update(done, { step });
    },
  };
}

/** For example ` | 2 min 05 s left`; empty while the bar has no estimate yet (it then passes 'INF' or 'NULL'). */
export function timeLeft(seconds: unknown): string {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return '';
  const whole = Math.round(seconds); // first, so that 119.6 s is not 1 min 60 s
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(minutes > 0 ? 2 : 1, '0');
  return ` | ${minutes > 0 ? `${minutes} min ` : ''}${rest} s left`;
}
