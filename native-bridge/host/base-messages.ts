/** The base, for main: its location, its card, and how it is made. */
import { join } from 'node:path';

export { BaseCard, type DrawnScores } from '../base/card.ts';
export { type BaseRecipe, RECIPE } from '../base/recipe.ts';

/** Names the base instead of a model's path as what a run starts from. A file of that name is `./base`. */
export const BASE = 'base';
export const NONE = 'none';

/** Included with the lab; a packaged app keeps it outside its archive, so that other programs can read it too. */
const FOLDER = join(import.meta.dirname, '../base').replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
export const BASE_MODEL = join(FOLDER, 'base.onnx');
export const BASE_CARD = join(FOLDER, 'base.json');
