/** Tasks that take over a second: their progress, sent to every window, and their cancellation. */
import type { z } from 'zod';
import { HostError } from '../hosts/host-error.ts';
import type { Asked, Emit, HandlersOf } from '../ipc/contract.ts';
import type { Question, Task, TaskKind } from '../ipc/schemas/lab.ts';
import { StepPace } from './step-pace.ts';

export interface Work {
  /** Aborted when the person cancels. */
  readonly signal: AbortSignal;
  /** At most 10 a second are passed on, and always the last of a step. */
  progress(progress: { step: string; done: number; total: number }): void;
}

/** `map`: which array is which. */
export type Answer = Pick<Asked<'tasks.goOn'>, 'map'>;

export interface AskingWork extends Work {
  /** Resolves with a person's answer when the task is to continue. @throws HostError if the task is cancelled instead */
  ask(question: Question): Promise<Answer>;
}

export interface Tasks {
  /**
   * Runs `work` under that id. @throws HostError if a task with that id is running, or if it was cancelled.
   */
  run<T>(
    task: { id: string; kind: z.infer<typeof TaskKind>; title: string; cancellable?: boolean },
    work: (how: AskingWork) => Promise<T>,
  ): Promise<T>;
  readonly handlers: HandlersOf<'tasks'>;
}

const REPORT_EVERY = 100; // ms

export function taskService(emit: Emit): Tasks {
  const running = new Map<
    string,
    { task: Task; controller: AbortController; goOn: ((answer: Answer) => void) | null }
  >();
  return {
    async run({ id, kind, title, cancellable = true }, work) {
      if (running.has(id)) throw failure(`A task "${id}" is running already.`, 'Wait for it, or cancel it.');
      const controller = new AbortController();
      const task: Task = {
        id,
        kind,
        title,
        step: '',
        done: 0,
        total: 0,
        secondsLeft: null,
        cancellable,
        question: null,
      };
      const pace = new StepPace();
      const entry = { task, controller, goOn: null as ((answer: Answer) => void) | null };
      const show = (change: Partial<Task>) => {
        entry.task = { ...entry.task, ...change };
        emit('task', { kind: 'progress', task: entry.task });
      };
      let last = Number.NEGATIVE_INFINITY; // ms
      running.set(id, entry);
      emit('task', { kind: 'progress', task: entry.task });
      try {
        return await work({
          signal: controller.signal,
          progress({ step, done, total }) {
            const now = performance.now();
            entry.task = {
              ...entry.task,
              step,
              done,
              total,
              secondsLeft: pace.left({ step, done, total }, now / 1000),
            };
            if (now - last < REPORT_EVERY && done < total) return;
            last = now;
            emit('task', { kind: 'progress', task: entry.task });
          },
          async ask(question) {
            // A signal that is aborted already sends no event.
            controller.signal.throwIfAborted();
            show({ question });
            const answer = await new Promise<Answer>((resolve, reject) => {
              entry.goOn = resolve;
              controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
            });
            entry.goOn = null;
            show({ question: null });
            return answer;
          },
        });
      } catch (error) {
        if (controller.signal.aborted)
          throw failure(`${title}: cancelled.`, 'Nothing was changed. You can start it again at any time.');
        throw error;
      } finally {
        running.delete(id);
        emit('task', { kind: 'ended', id });
      }
    },
    handlers: {
      'tasks.list': () => [...running.values()].map(({ task }) => task),
      'tasks.cancel': ({ task }) => {
        const found = running.get(task);
        if (found && !found.task.cancellable)
          throw failure(`${found.task.title} cannot be cancelled.`, 'Wait until it ends.');
        found?.controller.abort();
        return null;
      },
      'tasks.goOn': ({ task, ...answer }) => {
        running.get(task)?.goOn?.(answer);
        return null;
      },
    },
  };
}

function failure(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: false });
}
