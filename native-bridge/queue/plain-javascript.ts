/**
 * msgpackr, with which BullMQ packs its arguments, would load an addon that makes it a little faster. Main loads this
 * folder, and no native code: a crash there would end the worker, not one piece.
 */
process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED = 'true';
