import { z } from 'zod';
import {
  MOST_ESCALATION_DAYS,
  MOST_ROTATION_DAYS,
  MOST_SNOOZE_DAYS,
  MOST_SNOOZES,
} from '../../domain/policies.ts';
import * as field from '../fields.ts';
import { form } from '../form.ts';
import { optionalWhole, whole } from '../number-field.ts';

const rotation = { least: 1, most: MOST_ROTATION_DAYS };
const snooze = { least: 0, most: MOST_SNOOZE_DAYS };
const escalation = { least: 1, most: MOST_ESCALATION_DAYS };

export const settings = form('settings', z.object({}), {
  teamChannel: field.optionalChannel(),
  leadGroup: field.optionalLookup('pick-group'),
  adminGroup: field.optionalLookup('pick-group'),
  timezone: field.lookup('pick-timezone'),
  workFrom: field.choice(),
  workTo: field.choice(),
  workDays: field.choices(),
  holidays: field.optionalText(2000, true),
  rotation1: whole(rotation),
  rotation2: whole(rotation),
  rotation3: whole(rotation),
  snooze1: whole(snooze),
  snoozes1: optionalWhole({ least: 0, most: MOST_SNOOZES }),
  snooze2: whole(snooze),
  snooze3: whole(snooze),
  toDeputy: whole(escalation),
  toChannel: whole(escalation),
  overdueTier1: field.choice(),
});
