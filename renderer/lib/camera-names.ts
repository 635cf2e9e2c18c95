export interface Device {
  readonly id: string;
  /** Unique: region and mirror settings are stored by it, since ids change with the browser's data. */
  readonly name: string;
}

/** Of MediaDeviceInfo (W3C Media Capture and Streams). */
interface Listed {
  readonly kind: string;
  readonly deviceId: string;
  readonly label: string;
}

/** The cameras among a browser's devices. Two of the same make get numbers; labels are empty until a camera was allowed. */
export function camerasOf(devices: readonly Listed[]): Device[] {
  const times = new Map<string, number>();
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ deviceId, label }, at) => {
      // untranslated: its region and mirror are stored by this name.
      const name = label || `Camera ${at + 1}`;
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      return { id: deviceId, name: time === 1 ? name : `${name} (${time})` };
    });
}
