/**
 * Where a command's words go. With --json standard output carries one JSON object a line and nothing else; without it,
 * text for people. Progress and messages always go to standard error.
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
  /** A message beside the result, always on standard error. */
  note(text: string): void;
  progress(progress: Progress): void;
  /** Takes the progress bar away. */
  settle(): void;
}

export function createOutput(options: { json: boolean; quiet: boolean }): Output {
  const { json, quiet } = options;
  const bar = progressBar();
  return {
    json,
    record: (line) => json && process.stdout.write(`${JSON.stringify(line)}\n`),
    say(text) {
      if (json) return;
      bar.hide();
      process.stdout.write(`${text}\n`);
    },
    note(text) {
      if (quiet) return;
      bar.hide();
      process.stderr.write(`${text}\n`);
    },
    progress: (progress) => quiet || bar.show(progress),
    settle: () => bar.hide(),
  };
}

/** One bar at a time; where standard error is no terminal, a line every ten seconds instead. */
function progressBar() {
  let bar: cliProgress.SingleBar | null = null;
  let lastLine = 0; // ms
  const hide = () => {
    bar?.stop();
    bar = null;
  };
  return {
    hide,
    show({ step, done, total }: Progress) {
      if (!process.stderr.isTTY) {
        if (performance.now() - lastLine < 10_000) return;
        lastLine = performance.now();
        process.stderr.write(`${step}: ${Math.floor((100 * done) / Math.max(total, 1))} %\n`);
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
          stream: process.stderr,
        });
        bar.start(total, done, { step });
      }
      bar.setTotal(total);
      bar.update(done, { step });
    },
  };
}

/** As in ` | 2 min 05 s left`; nothing while the bar cannot tell yet (it then passes 'INF' or 'NULL'). */
function timeLeft(seconds: unknown): string {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return '';
  const minutes = Math.floor(seconds / 60);
  const rest = String(Math.round(seconds % 60)).padStart(minutes > 0 ? 2 : 1, '0');
  return ` | ${minutes > 0 ? `${minutes} min ` : ''}${rest} s left`;
}
