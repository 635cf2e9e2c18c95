import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraFault } from '../../../../renderer/lib/camera-faults.ts';

/** As getUserMedia throws it (W3C Media Capture and Streams, 10.2). */
const thrown = (name: string, message = '') => Object.assign(new Error(message), { name });

test('every camera error has a message and a remedy', () => {
  const kinds = {
    NotAllowedError: 'denied',
    SecurityError: 'denied',
    NotFoundError: 'none',
    OverconstrainedError: 'none',
    NotReadableError: 'taken',
    AbortError: 'taken',
    TypeError: 'other',
  } as const;
  for (const [name, kind] of Object.entries(kinds)) {
    const fault = CameraFault.of(thrown(name, 'Could not start video source'));
    assert.equal(fault.kind, kind);
    assert.ok(fault.title.length > 10 && /try again|Plug one in|Choose another/i.test(fault.text), fault.text);
  }
  assert.match(CameraFault.of(thrown('OddError', 'the lens fell off')).text, /the lens fell off/);
});

test('errors that plugging in a camera fixes are waited for, a denial is not', () => {
  assert.deepEqual(
    (['none', 'lost'] as const).map((kind) => new CameraFault(kind).mendsItself),
    [true, true],
  );
  assert.deepEqual(
    ['NotAllowedError', 'NotReadableError'].map((name) => CameraFault.of(thrown(name)).mendsItself),
    [false, false],
  );
});
