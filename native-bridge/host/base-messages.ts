/** The base, for main: where it is, what its card says, and how it is made. */
import { join } from 'node:path';

export { BaseCard, type DrawnScores } from '../base/card.ts';
export { type BaseRecipe, RECIPE } from '../base/recipe.ts';

/** What a run starts from, in place of a model's path: the base, or nothing. A file of that name is `./base`. */
export const BASE = 'base';
export const NONE = 'none';

/** What the lab comes with; a packaged app keeps it outside its archive, where other programs find it too. */
const FOLDER = join(import.meta.dirname, '../base').replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
export const BASE_MODEL = join(FOLDER, 'base.onnx');
export const BASE_CARD = join(FOLDER, 'base.json');
