import type { Changed, Step } from './compute/change.ts';

/** Of one byte: below this nobody sees a change, above it one may. */
const HARDLY_SEEN = 8;

/** How it ended, in a sentence. */
export function endWords({ end, steps }: Changed, target: string, answer: string): string {
  const count = steps.length - 1;
  const norm = steps.at(-1)!.norm.toFixed(2);
  if (end === 'won')
    return `${target} wins after ${count} ${count === 1 ? 'step' : 'steps'}, at an L2 norm of ${norm}.`;
  if (end === 'flat') return 'The gradient is 0: no small change of any number changes the answer. Try another target.';
  return `After ${count} ${count === 1 ? 'step' : 'steps'} ${answer} still wins. Take longer steps, or another target.`;
}

/** What such a change is and is not. */
export function honestWords({ largest }: Step, smooth: boolean): string {
  const bytes = Math.round(largest * 255);
  const size = `No number of the picture has changed by more than ${bytes} of 255`;
  if (smooth) {
    return `${size}. Smooth steps leave noise out, so what remains shows better where the net wants light or dark; it still need not look like the other sign.`;
  }
  return bytes <= HARDLY_SEEN
    ? `${size}: most people see the same picture. Such a picture is called adversarial (Szegedy et al. 2013). It shows what the net reacts to, not what makes the other sign.`
    : `${size}, which may be seen; it still looks like noise rather than the other sign. It shows what the net reacts to (an adversarial picture, Szegedy et al. 2013).`;
}
