import type { Act } from '../domain/act.ts';
import { dayFrom } from '../domain/days.ts';
import { Policies } from '../domain/policies.ts';
import { Refusal } from '../domain/refusal.ts';
import { isTimezone } from '../domain/timezones.ts';
import type { Day } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { thisWorkspace } from '../store/people.ts';
import { changeSettingsRow, lockedWorkspace, type WorkspaceSettings } from '../store/workspaces.ts';
import { type Replanned, replan } from './replan.ts';
import { WELCOME } from './setup.ts';

/** A team's settings as they are, with the policies read. */
export type Settings = Omit<WorkspaceSettings, 'policies'> & { readonly policies: Policies };

/** What the form says; checked here. */
export type SettingsForm = Omit<Settings, 'holidays'> & {
  /** Days, one a line or parted by commas. */
  readonly holidays: string | null;
};

type Sentences = Record<string, string>;

export const settingsHere = async (scope: Scope): Promise<Settings> => settingsOf(await thisWorkspace(scope));

const settingsOf = (row: WorkspaceSettings): Settings => ({
  teamChannel: row.teamChannel,
  adminGroup: row.adminGroup,
  leadGroup: row.leadGroup,
  timezone: row.timezone,
  workFrom: row.workFrom,
  workTo: row.workTo,
  workDays: row.workDays,
  holidays: row.holidays,
  policies: Policies.parse(row.policies),
});

/** What a change of the team's settings did. */
export interface SettingsChanged {
  /** How many settings are different now. */
  readonly settings: number;
  /** Tiers of which keys got another due day, since their rotation period changed. */
  readonly replanned: readonly Replanned[];
}

/**
 * Changes the team's settings; the audit log keeps what was and what is.
 * @throws Refusal `bad_input` with a sentence beside each field that does not fit.
 */
export async function changeSettings(
  database: Database,
  act: Act,
  form: SettingsForm,
): Promise<SettingsChanged> {
  const wanted = checked(form);
  return inWorkspace(database, act, async (tx) => {
    const before = settingsOf(await lockedWorkspace(tx));
    const changed = difference(before, wanted);
    if (changed === null) return { settings: 0, replanned: [] };
    await changeSettingsRow(tx, changed.before, changed.after);
    tx.redraw(WELCOME);
    const replanned = await replan(tx, before, wanted);
    return { settings: Object.keys(changed.after).length, replanned };
  });
}

function checked(form: SettingsForm): Settings {
  const wrong: Sentences = {};
  const { days, faults } = holidaysIn(form.holidays ?? '');
  if (faults.length > 0) wrong['holidays'] = `Not a day: ${faults.join(', ')}. Write days as 2026-12-25.`;
  if (!isGroup(form.leadGroup)) wrong['leadGroup'] = 'Choose one of the list.';
  if (!isGroup(form.adminGroup)) wrong['adminGroup'] = 'Choose one of the list.';
  if (!isTimezone(form.timezone)) wrong['timezone'] = 'Choose one of the list.';
  if (!isWithin(form.workFrom, 0, 23)) wrong['workFrom'] = 'Choose one of the list.';
  if (!isWithin(form.workTo, form.workFrom + 1, 24)) wrong['workTo'] = 'The day ends after it begins.';
  if (form.workDays.length === 0) wrong['workDays'] = 'Choose at least one day.';
  if (!form.workDays.every((day) => isWithin(day, 1, 7))) wrong['workDays'] = 'Choose from the list.';
  const { toDeputy, toChannel } = form.policies.escalation;
  if (toChannel < toDeputy) wrong['toChannel'] = 'The channel hears of it after the deputy, not before.';
  if (Object.keys(wrong).length > 0) {
    throw new Refusal(
      'bad_input',
      'Some settings need another look; nothing was changed.',
      'Correct them and save again.',
      wrong,
    );
  }
  return {
    ...form,
    workDays: [...form.workDays].sort(),
    holidays: days,
    policies: Policies.parse(form.policies),
  };
}

const isWithin = (number: number, least: number, most: number): boolean =>
  Number.isInteger(number) && number >= least && number <= most;
const isGroup = (id: string | null): boolean => id === null || /^S[A-Z0-9]+$/.test(id);

function holidaysIn(text: string): { days: Day[]; faults: string[] } {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const days = words.map(dayFrom).filter((day) => day !== null);
  return { days: [...new Set(days)].sort(), faults: words.filter((word) => dayFrom(word) === null) };
}

/** What of two versions differs, as both had it; `null` when they are the same. Pure. */
function difference(
  before: Settings,
  after: Settings,
): { before: Partial<Settings>; after: Partial<Settings> } | null {
  const names = (Object.keys(after) as (keyof Settings)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (names.length === 0) return null;
  const only = (settings: Settings): Partial<Settings> =>
    Object.fromEntries(names.map((name) => [name, settings[name]]));
  return { before: only(before), after: only(after) };
}
