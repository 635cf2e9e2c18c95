/** Names of the presets of the knobs, without the knobs: what a form or a schema needs of them. */
export const DRAWING_PRESETS = ['course-like', 'wide'] as const;
export type DrawingPreset = (typeof DRAWING_PRESETS)[number];
