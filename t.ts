import { fusedWebGpuBackend as b } from './native-bridge/backends/fused-webgpu/index.ts';
import { everyLayer, pools, openingOf } from './tests/conformance/sessions.ts';
import { expectedLogits, expectedTraining } from './tests/conformance/oracle.ts';
import { assertClose } from './tests/conformance/comparing.ts';
const log = (x: string) => console.log(x, performance.now() | 0);
for (const one of [pools, everyLayer]) {
  log('open'); const s = await b.open(openingOf(one));
  log('logits'); const l = await s.logits(one.images, one.count);
  assertClose(l, expectedLogits(one), 'logits'); log('ok');
  const w = expectedTraining(one, 7);
  const g = await s.gradients(Int32Array.from(one.labels.keys())); log(`loss ${g.loss} ${w.loss}`);
  for (const [n, t] of Object.entries(w.gradients)) { try { assertClose(g.gradients[n]!.data, t.data, n); } catch (e) { log((e as Error).message); } }
  await s.dispose();
}
process.exit(0);
