/** Any network that the schema accepts is trained by the kernels' backends or refused with a reason: they never crash. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BackendError } from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { planOf } from '../../native-bridge/fused/plan.ts';
import { availability } from '../conformance/availability.ts';
import { caseOf } from '../conformance/networks.ts';
import { openingOf, withSession } from '../conformance/sessions.ts';
import { wildNetworks } from './wild-networks.ts';

const SEED = Number(process.env.SIGNS_LAB_SEED ?? 2026);
const NETS = 250;
/** Only the schema's own limits. */
const ANY = { multiplyAdds: Infinity, parameters: Infinity, activations: Infinity };

for (const row of BACKENDS.filter(({ id }) => id === 'fused-cpu' || id === 'fused-wasm')) {
  const { backend, skip } = await availability(row);

  describe(`backend ${row.id}, seed ${SEED}`, { skip }, () => {
    test(`${NETS} random networks with every optimizer`, (t) => {
      const script = join(import.meta.dirname, 'fuzz-process.ts');
      const options = { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 300_000 } as const;
      const ended = spawnSync(process.execPath, [script, row.id, `${SEED}`, `${NETS}`], options);
      const last = ended.stdout.trim().split('\n').at(-1)!;
      assert.equal(ended.status, 0, `ended with ${ended.status ?? ended.signal} at ${last}\n${ended.stderr}`);
      t.diagnostic(last);
      const { computed } = JSON.parse(last) as { computed: number };
      assert.ok(computed > NETS, 'most networks are computed');
    });

    test('decides for any network whether to refuse it', () => {
      fc.assert(
        fc.property(wildNetworks(ANY), (network) => {
          const { words, reals } = planOf(network);
          assert.equal(reals.length, 2 * words[4]!);
          const refusal = backend.refuses(network);
          assert.ok(refusal === null || refusal.length > 0);
        }),
        { numRuns: 200, seed: SEED },
      );
    });

    test('a mini-batch that exceeds the memory is refused, and the session remains usable', async () => {
      const network = {
        ...{ name: 'large', input: [128, 128, 1] as [number, number, number] },
        layers: [
          ...[{ kind: 'conv', filters: 64, kernel: 1, stride: 1, padding: 'same', bias: false } as const],
          ...[{ kind: 'flatten' } as const, { kind: 'dense', units: 2, bias: true } as const],
        ],
      };
      await withSession(backend, openingOf(caseOf(network, 2, 1)), async (session) => {
        const before = await session.train(Int32Array.of(0, 1), 0);
        await assert.rejects(session.train(new Int32Array(65536), 0), BackendError);
        assert.equal(await session.train(Int32Array.of(0, 1), 0), before);
      });
    });
  });
}
