import type { ModalView } from '@slack/types';
import { DAYS_AFTER_POLICY } from '../../domain/rotation.ts';
import type { Settings, SettingsChanged } from '../../workspace/change-settings.ts';
import type { Group } from '../../workspace/roles.ts';
import type { Choice } from '../fields.ts';
import { settings as form } from '../forms/settings.ts';
import { context, header, type Message, message, section } from './kit.ts';
import { code, type Md, md, onDay } from './text.ts';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const hour = (at: number): Choice => ({ id: String(at), label: `${String(at).padStart(2, '0')}:00` });
const hours = (from: number, to: number): Choice[] =>
  Array.from({ length: to - from + 1 }, (_, at) => hour(from + at));

const overdueChoices: Choice[] = [
  { id: 'working_days', label: 'On working days only' },
  { id: 'every_day', label: 'Also on weekends and holidays' },
];

/** Chosen to have no group; Slack gives no other way to empty a menu. */
export const NO_GROUP: Choice = { id: 'none', label: 'No group' };

export const groupChoice = ({ id, name, handle }: Group): Choice => ({
  id,
  label: handle === '' ? name || id : `${name || handle} (@${handle})`,
});

/** @param groups `null` when Slack did not tell which there are. */
export function settingsModal(it: Settings, groups: readonly Group[] | null): ModalView {
  return form.draw({
    title: 'Settings',
    submit: 'Save',
    hidden: {},
    blocks: [...teamFields(it), ...roleFields(it, groups), ...hourFields(it), ...policyFields(it)],
  });
}

const teamFields = ({ teamChannel }: Settings) => [
  form.fields.teamChannel.input('teamChannel', {
    label: 'Team channel',
    hint: 'For what concerns the whole team. Invite Keysteward there.',
    initial: teamChannel,
  }),
];

function roleFields({ leadGroup, adminGroup }: Settings, groups: readonly Group[] | null) {
  const chosen = (id: string | null): Choice[] => {
    if (id === null) return [];
    const known = groups?.find((group) => group.id === id);
    return [known ? groupChoice(known) : { id, label: `Group ${id}` }];
  };
  return [
    header('Roles'),
    groups === null || groups.length === 0 ? context(md`${withoutGroups(groups)}`) : null,
    form.fields.leadGroup.input('leadGroup', {
      label: 'Leads',
      hint: 'A user group. Leads may do for any key what its custodian may.',
      initial: chosen(leadGroup),
    }),
    form.fields.adminGroup.input('adminGroup', {
      label: 'Admins',
      hint: 'A user group, besides the admins and owners of this Slack workspace.',
      initial: chosen(adminGroup),
    }),
  ];
}

const withoutGroups = (groups: readonly Group[] | null): string =>
  groups === null
    ? 'Slack did not show its user groups: they need a paid plan and the scope usergroups:read. Without them, the admins of this Slack workspace are admins and leads here.'
    : 'This workspace has no user groups. Without one, its admins are admins and leads here.';

function hourFields(it: Settings) {
  const { fields } = form;
  return [
    header('Working time'),
    fields.timezone.input('timezone', {
      label: 'Time zone',
      hint: 'The team’s. People’s own reminders follow the time zone of their Slack profile.',
      placeholder: 'Type a city',
      initial: [{ id: it.timezone, label: it.timezone }],
    }),
    fields.workFrom.input('workFrom', {
      label: 'Day begins',
      choices: hours(0, 23),
      initial: String(it.workFrom),
    }),
    fields.workTo.input('workTo', { label: 'Day ends', choices: hours(1, 24), initial: String(it.workTo) }),
    fields.workDays.input('workDays', {
      label: 'Working days',
      choices: days.map((label, at) => ({ id: String(at + 1), label })),
      initial: it.workDays.map(String),
    }),
    fields.holidays.input('holidays', {
      label: 'Holidays',
      hint: 'One day a line.',
      placeholder: '2026-12-25',
      initial: it.holidays.join('\n') || null,
    }),
  ];
}

function policyFields({ policies: { rotationDays, snooze, escalation, overdueTier1 } }: Settings) {
  const { fields } = form;
  return [
    header('Policies'),
    context(
      md`Tier 1: everything can be lost. Tier 2: trading or writing. Tier 3: reading. A new rotation period holds for keys registered from now on; a shorter one also for keys with a longer period, but not sooner than in ${DAYS_AFTER_POLICY} days.`,
    ),
    fields.rotation1.input('rotation1', { label: 'Tier 1: replace every … days', initial: rotationDays[1] }),
    fields.rotation2.input('rotation2', { label: 'Tier 2: replace every … days', initial: rotationDays[2] }),
    fields.rotation3.input('rotation3', { label: 'Tier 3: replace every … days', initial: rotationDays[3] }),
    fields.snooze1.input('snooze1', {
      label: 'Tier 1: snooze at most … days in all',
      initial: snooze[1].totalDays,
    }),
    fields.snoozes1.input('snoozes1', {
      label: 'Tier 1: snooze at most … times',
      hint: 'Empty: as often as the days allow.',
      initial: snooze[1].times,
    }),
    fields.snooze2.input('snooze2', {
      label: 'Tier 2: snooze at most … days in all',
      initial: snooze[2].totalDays,
    }),
    fields.snooze3.input('snooze3', {
      label: 'Tier 3: snooze at most … days in all',
      initial: snooze[3].totalDays,
    }),
    fields.toDeputy.input('toDeputy', {
      label: 'Reminder unanswered for … days: the deputy too',
      initial: escalation.toDeputy,
    }),
    fields.toChannel.input('toChannel', {
      label: 'Reminder unanswered for … days: the team channel and a lead too',
      initial: escalation.toChannel,
    }),
    fields.overdueTier1.input('overdueTier1', {
      label: 'Tier 1 overdue: remind',
      hint: 'Always within working hours, never at night.',
      choices: overdueChoices,
      initial: overdueTier1,
    }),
  ];
}

export const savedMessage = ({ settings, replanned }: SettingsChanged, slash: string): Message =>
  message(
    section(
      settings === 0
        ? md`Nothing was different, so nothing was changed.`
        : md`Saved: ${settings === 1 ? '1 setting' : `${settings} settings`} changed. The audit log keeps what was and what is.`,
    ),
    ...replanned.map((each) => section(replannedWords(each))),
    context(md`${code(`${slash} status`)} shows what is still missing.`),
  );

function replannedWords({ tier, keys, firstDue, sooner }: SettingsChanged['replanned'][number]): Md {
  const which = keys === 1 ? '1 key' : `${keys} keys`;
  return sooner
    ? md`${which} of tier ${tier} had a longer period and must be replaced sooner, the first by ${onDay(firstDue)}. Each card says why; a lead can move the day there.`
    : md`${which} of tier ${tier} may be replaced later again, as before the period was shortened.`;
}
