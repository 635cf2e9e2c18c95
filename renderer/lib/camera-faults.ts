/** Why a camera gives no picture, and the remedy, in the page's language. */
import { type CameraFaultKind, faultKindOf } from './camera-fault-kind.ts';
import { t } from './messages/index.ts';

const WORDS = {
  denied: ['cameraDenied', 'cameraDeniedRemedy'],
  none: ['noCamera', 'noCameraRemedy'],
  taken: ['cameraTaken', 'cameraTakenRemedy'],
  lost: ['cameraLost', 'cameraLostRemedy'],
  unsupported: ['cameraUnsupported', 'cameraUnsupportedRemedy'],
  other: ['cameraUnusable', 'cameraUnusableRemedy'],
} as const satisfies Record<CameraFaultKind, readonly [title: keyof typeof t, text: keyof typeof t]>;

export class CameraFault {
  readonly kind: CameraFaultKind;
  /** The browser's own message for an unknown fault. */
  readonly #reason: string;

  constructor(kind: CameraFaultKind, reason = '') {
    this.kind = kind;
    this.#reason = reason;
  }

  /** Converts an error of getUserMedia. */
  static of(thrown: unknown): CameraFault {
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return new CameraFault(faultKindOf(thrown), message || name);
  }

  get title(): string {
    return t[WORDS[this.kind][0]]();
  }

  get text(): string {
    return t[WORDS[this.kind][1]]({ reason: this.#reason });
  }

  /** Retries as soon as a camera is plugged in. */
  get mendsItself(): boolean {
    return this.kind === 'none' || this.kind === 'lost';
  }
}
