/**
 * msgpackr, which BullMQ uses to pack its arguments, would load an addon that makes it slightly faster. Main loads this
 * folder, but no native code: a crash there would end the worker, not just one piece.
 */
process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED = 'true';
