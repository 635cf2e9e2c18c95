import type { FrameAnswer } from '../../main/ipc/schemas/live.ts';
import { LabError } from './lab-error.ts';
import { t } from './messages/index.ts';

const broken = () => new LabError({ message: t.hostLineBroke(), remedy: t.hostLineBrokeRemedy(), badArgument: false });
const silent = () => new LabError({ message: t.hostSilent(), remedy: t.hostSilentRemedy(), badArgument: false });
/** ms: a frame takes one or two, a host that has to be started first some hundreds. */
const PATIENCE = 10_000;

interface Waiting {
  resolve(answer: FrameAnswer): void;
  reject(error: LabError): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The single pending request of a connection. */
export class OneAnswer {
  #waiting: Waiting | null = null;

  /** @param late called on a timeout: a late answer must not reach a connection any more */
  wait(late: () => void): Promise<FrameAnswer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end()?.reject(silent());
        late();
      }, PATIENCE);
      this.#waiting = { resolve, reject, timer };
    });
  }

  came(answer: FrameAnswer): void {
    this.#end()?.resolve(answer);
  }

  broke(): void {
    this.#end()?.reject(broken());
  }

  #end(): Waiting | null {
    const waiting = this.#waiting;
    clearTimeout(waiting?.timer);
    this.#waiting = null;
    return waiting;
  }
}
