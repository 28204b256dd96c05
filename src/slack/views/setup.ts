import type { KnownBlock } from '@slack/types';
import type { SetupStep } from '../../workspace/setup.ts';
import { buttons } from '../buttons.ts';
import { actions, context, divider, header, type Message, message, section } from './kit.ts';
import { code, lines, type Md, md } from './text.ts';

/** One thing that is missing, with the command that mends it. */
export const stepWords =
  (slash: string) =>
  ({ what, command, optional }: SetupStep): Md =>
    md`• ${what} ${code(`${slash} ${command}`)}${optional ? ' (optional)' : ''}`;

const stepButtons = (steps: readonly SetupStep[], primary: boolean) => {
  const first = primary ? ({ style: 'primary' } as const) : {};
  const settings = steps.some(({ command }) => command === 'settings');
  return actions(
    settings && buttons.settings.draw('Open settings', {}, first),
    steps.some(({ command }) => command === 'add') &&
      buttons.addKey.draw('Register the first key', {}, settings ? {} : first),
  );
};

/** For an admin's Home, while something is missing that a team cannot do without. */
export function setupBlocks(steps: readonly SetupStep[], slash: string): (KnownBlock | null)[] {
  if (steps.every(({ optional }) => optional)) return [];
  return [
    header('Set up'),
    section(lines(...steps.map(stepWords(slash)))),
    stepButtons(steps, true),
    divider(),
  ];
}

/** To the owner of a workspace in which this was just started. It follows what is done meanwhile. */
export function welcomeMessage(steps: readonly SetupStep[], slash: string): Message {
  const done = steps.every(({ optional }) => optional);
  return message(
    header(done ? 'Keysteward is set up' : 'Keysteward was installed here'),
    section(
      md`It keeps your team’s API keys in order and gets a leaked one killed, fast and provably. It never holds a secret.`,
    ),
    steps.length > 0 && section(lines(...steps.map(stepWords(slash)))),
    stepButtons(steps, !done),
    context(
      md`You get this once, as the owner of this workspace. Every admin of it can do the same. ${code(`${slash} help`)} lists everything.`,
    ),
  );
}
