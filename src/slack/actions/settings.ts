import { timezonesLike } from '../../domain/timezones.ts';
import { changeSettings } from '../../workspace/change-settings.ts';
import type { Visit } from '../door.ts';
import type { Choice } from '../fields.ts';
import type { settings as form } from '../forms/settings.ts';
import { become, type Reply } from '../reply.ts';
import { messageModal } from '../views/notices.ts';
import { groupChoice, NO_GROUP, savedMessage } from '../views/settings.ts';

export async function submitSettings(
  { database, act, slash }: Visit,
  { answers: it }: ReturnType<typeof form.read>,
): Promise<Reply> {
  const changed = await changeSettings(database, act, {
    teamChannel: it.teamChannel,
    leadGroup: groupIn(it.leadGroup),
    adminGroup: groupIn(it.adminGroup),
    timezone: it.timezone,
    workFrom: Number(it.workFrom),
    workTo: Number(it.workTo),
    workDays: it.workDays.map(Number),
    holidays: it.holidays,
    policies: {
      rotationDays: { 1: it.rotation1, 2: it.rotation2, 3: it.rotation3 },
      snooze: {
        1: { totalDays: it.snooze1, times: it.snoozes1 },
        2: { totalDays: it.snooze2, times: null },
        3: { totalDays: it.snooze3, times: null },
      },
      escalation: { toDeputy: it.toDeputy, toChannel: it.toChannel },
      overdueTier1: it.overdueTier1 === 'every_day' ? 'every_day' : 'working_days',
    },
  });
  return become(messageModal(savedMessage(changed, slash)));
}

const groupIn = (chosen: string | null): string | null => (chosen === NO_GROUP.id ? null : chosen);

const OFFERED = 100;

/** User groups for a menu; that there is none can be chosen too, also when Slack tells of no group. */
export async function suggestGroups({ groups }: Visit, typed: string): Promise<Choice[]> {
  const wanted = typed.trim().toLowerCase().replace(/^@/, '');
  const found = ((await groups.all()) ?? []).filter(({ name, handle }) =>
    `${name} ${handle}`.toLowerCase().includes(wanted),
  );
  return [NO_GROUP, ...found.slice(0, OFFERED - 1).map(groupChoice)];
}

export const suggestTimezones = async (_visit: Visit, typed: string): Promise<Choice[]> =>
  timezonesLike(typed, OFFERED).map((name) => ({ id: name, label: name }));
