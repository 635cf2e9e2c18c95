/** Nine digits and then zero, in keyboard order. */
const PLACES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/**
 * The key of every class: its own name where all names are single digits (`3` is 3, not the third), else its position.
 * Classes beyond the tenth have none.
 */
export function classKeys(classes: readonly string[]): (string | undefined)[] {
  const digits = classes.length <= 10 && classes.every((name) => /^\d$/.test(name));
  return classes.map((name, place) => (digits ? name : PLACES[place]));
}
