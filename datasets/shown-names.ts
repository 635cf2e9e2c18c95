/** Names of classes in a message. Pure, without Node. */

/** How many are named; the others are counted. */
const SHOWN = 20;

/** `a, b, c`, or the first twenty names and how many more there are: a model of ImageNet has 1000. */
export function shownNames(names: readonly string[]): string {
  const first = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${first} and ${names.length - SHOWN} more` : first;
}
