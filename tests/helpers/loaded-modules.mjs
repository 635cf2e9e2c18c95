/** For `node --import`: appends the URL of every module that a process resolves to the file in LOADED_MODULES. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    appendFileSync(process.env.LOADED_MODULES, `${resolved.url}\n`);
    return resolved;
  },
});
