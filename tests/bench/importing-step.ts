/**
 * One step of the import bench, in a separate process: `importing-step.ts WHAT ZIP FOLDER` prints one JSON object.
 * `decode` gives every picture of the zip to sharp; `import` and `cancel` open a lab in the folder.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';

export interface ImportStep {
  readonly what: 'decode' | 'import' | 'cancel';
  readonly pictures: number;
  /** For `cancel`: from the cancellation to the end. */
  readonly seconds: number;
  /** Peak resident set of this process, without what it had of the process that started it. */
  readonly mebibytes: number;
}

const READ_MOST = 64 * 2 ** 20;

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const [, , what, zip, folder] = process.argv as unknown as [string, string, ImportStep['what'], string, string];
  const done = what === 'decode' ? await decode(zip) : await bringIn(zip, folder, what === 'cancel');
  const mebibytes = peak() / 1024;
  process.stdout.write(`${JSON.stringify({ what, ...done, mebibytes } satisfies ImportStep)}\n`);
}

/** KiB. Linux's own figure for a process includes the process that it was forked from. */
function peak(): number {
  const [, highest] =
    process.platform === 'linux' ? (/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []) : [];
  return highest === undefined ? process.resourceUsage().maxRSS : Number(highest);
}

type Done = Pick<ImportStep, 'pictures' | 'seconds'>;

/** One picture per core at a time, one thread per picture: sharp's fastest setting for many small pictures. */
async function decode(path: string): Promise<Done> {
  const { default: sharp } = await import('sharp');
  const { zipTree } = await import('../../datasets/formats/tree/zip-tree.ts');
  const began = performance.now();
  const tree = await zipTree(path);
  sharp.concurrency(1);
  const names: string[] = [];
  for (const { name: label } of await tree.list('train')) {
    for (const { name } of await tree.list(`train/${label}`)) names.push(`train/${label}/${name}`);
  }
  let next = 0;
  const worker = async () => {
    while (next < names.length)
      await sharp(await tree.read(names[next++]!, READ_MOST))
        .raw()
        .toBuffer();
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, worker));
  await tree.close();
  return { pictures: names.length, seconds: (performance.now() - began) / 1000 };
}

async function bringIn(path: string, folder: string, cancel: boolean): Promise<Done> {
  const [{ browserShell }, { openLab }] = await Promise.all([
    import('../../main/browser-shell.ts'),
    import('../../main/services/lab.ts'),
  ]);
  const lab = openLab(folder, browserShell());
  let began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let cancelled = false;
  lab.listen((event, payload) => {
    if (!cancel || cancelled || event !== 'task' || !('task' in payload) || payload.kind !== 'progress') return;
    const { id, done, total } = payload.task;
    if (total === 0 || done < total / 2) return;
    cancelled = true;
    began = performance.now();
    void lab.handlers['tasks.cancel']({ task: id });
  });
  try {
    const { id } = await lab.handlers['datasets.import']({ task: 'import', source: { kind: 'path', path } });
    const took = seconds();
    const { counts } = await lab.handlers['datasets.get']({ dataset: id });
    return { pictures: counts.train.total, seconds: took };
  } catch (error) {
    if (!cancelled) throw error;
    return { pictures: 0, seconds: seconds() };
  } finally {
    await lab.close();
  }
}
