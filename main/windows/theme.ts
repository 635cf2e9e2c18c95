/** The window's frame and its background before the first paint follow the theme that the person chose in the lab. */
import { nativeTheme } from 'electron';
import type { Preferences } from '../ipc/schemas/lab.ts';
import type { Lab } from '../services/lab.ts';

export async function setupTheme(lab: Pick<Lab, 'handlers' | 'listen'>): Promise<void> {
  const follow = ({ theme }: Preferences) => {
    nativeTheme.themeSource = theme;
  };
  lab.listen((event, payload) => {
    if (event === 'preferences') follow(payload as Preferences);
  });
  follow(await lab.handlers['preferences.get']({}));
}
