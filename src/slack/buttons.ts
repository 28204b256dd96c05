/**
 * Every button, defined once: its id, the shape of its value and how it is drawn and read. A value is small and carries
 * the version of its shape, since buttons in old messages live for ever.
 */
import type { Button } from '@slack/types';
import { z } from 'zod';
import { calendarSides } from '../domain/calendar.ts';
import { Refusal } from '../domain/refusal.ts';
import { type ButtonLook, confirmDialog, plain } from './views/kit.ts';

export interface ButtonKind<Value> {
  readonly id: string;
  /** Draws it. `label` says what a click does. */
  draw(label: string, value: Value, look?: ButtonLook): Button;
  /** @throws Refusal `too_late` when the value is of a shape that is no longer known. */
  read(raw: string | undefined): Value;
}

const VERSION = 1;

function button<Shape extends z.ZodType>(id: string, shape: Shape): ButtonKind<z.infer<Shape>> {
  const envelope = z.tuple([z.literal(VERSION), shape]);
  return {
    id,
    draw: (label, value, look = {}) => ({
      type: 'button',
      action_id: actionId(id, value),
      text: plain(label, 75),
      value: JSON.stringify([VERSION, value]),
      ...(look.style ? { style: look.style } : {}),
      ...(look.confirm ? { confirm: confirmDialog(look.confirm, look.style === 'danger') } : {}),
    }),
    read: (raw) => {
      const parsed = envelope.safeParse(parseJson(raw));
      if (parsed.success) return parsed.data[1] as z.infer<Shape>;
      throw new Refusal(
        'too_late',
        'This button is from an older version and did nothing.',
        'Run the command again.',
      );
    },
  };
}

/** Unique in its block also when one kind stands there several times; the gate reads up to the colon. */
function actionId(id: string, value: unknown): string {
  const parts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return [id, ...parts.map(String)].join(':').slice(0, 255);
}

export const kindOfAction = (actionIdText: string): string => actionIdText.split(':')[0] ?? '';

function parseJson(raw: string | undefined): unknown {
  try {
    return JSON.parse(raw ?? '');
  } catch {
    return undefined;
  }
}

const number = z.number().int().positive();
const none = z.object({});
const key = z.object({ key: number });
const account = z.object({ account: number });
const incident = z.object({ incident: number });
const triage = z.object({ triage: number });
const imported = z.object({ import: number });
const rotation = z.object({ rotation: number });
const switching = z.object({ rotation: number, service: number });
const step = z.object({ incident: number, step: z.string().min(1).max(60) });

export const buttons = {
  showKey: button('show-key', key),
  addKey: button('add-key', none),
  addService: button('add-service', none),
  showService: button('show-service', z.object({ service: number })),
  settings: button('settings', none),
  listPage: button('list-page', z.object({ filter: z.string().max(200), page: z.number().int().min(1) })),
  checkKey: button('check-key', key),
  editKey: button('edit-key', key),
  addLikeIt: button('add-like-it', key),
  keyHistory: button('key-history', key),
  nameDeputy: button('name-deputy', key),
  retireKey: button('retire-key', key),
  ownKeys: button('own-keys', key),
  addAccount: button('add-account', none),
  showAccount: button('show-account', account),
  editAccount: button('edit-account', account),
  accountPage: button(
    'account-page',
    z.object({ filter: z.string().max(200), page: z.number().int().min(1) }),
  ),
  departurePage: button('departure-page', z.object({ departure: number, page: z.number().int().min(1) })),
  needsNothing: button('needs-nothing', z.object({ departure: number, key: number })),
  stillMineAll: button('still-mine-all', z.object({ ids: z.array(number).min(1).max(60) })),
  answerCustody: button('answer-custody', z.object({ attestation: number })),
  custodyPage: button('custody-page', z.object({ quarter: z.iso.date(), page: z.number().int().min(1) })),
  leaked: button('leaked', key),
  reportLeak: button('report-a-leak', none),
  startRotation: button('start-rotation', key),
  recordNewKey: button('record-new-key', rotation),
  madeInPlace: button('made-in-place', rotation),
  secretStored: button('secret-stored', rotation),
  serviceSwitched: button('service-switched', switching),
  notYetSwitched: button('not-yet-switched', switching),
  newKeyWorks: button('new-key-works', rotation),
  doNotWait: button('do-not-wait', rotation),
  rotationDeleted: button('rotation-deleted', rotation),
  rotationCheck: button('rotation-check', rotation),
  attestGone: button('attest-gone', rotation),
  giveUpRotation: button('give-up-rotation', rotation),
  takeLabel: button('take-label', rotation),
  snooze: button('snooze', key),
  handOver: button('hand-over', key),
  notMine: button('not-mine', key),
  takeKey: button('take-key', key),
  rotatedAlready: button('rotated-already', key),
  inUse: button('in-use', key),
  acceptHandover: button('accept-handover', z.object({ handover: number })),
  declineHandover: button('decline-handover', z.object({ handover: number })),
  openTriage: button(
    'open-triage',
    z.object({ provider: z.string().max(40).nullable(), says: z.string().max(200).nullable() }),
  ),
  showTriage: button('show-triage', triage),
  claimTriage: button('claim-triage', triage),
  recordTriage: button('record-triage', triage),
  dismissTriage: button('dismiss-triage', triage),
  /** Drawn as a menu, each option of which is one such value. */
  nameProvider: button('name-provider', z.object({ triage: number, provider: z.string().max(40) })),
  sayKnown: button('say-known', incident),
  suspects: button('suspects', incident),
  reportSuspect: button('report-suspect', z.object({ incident: number, key: number })),
  canLogIn: button('can-log-in', incident),
  cannotLogIn: button('cannot-log-in', incident),
  howToGetIn: button('how-to-get-in', incident),
  showIncident: button('show-incident', incident),
  allSteps: button('all-steps', incident),
  more: button('more', incident),
  showStep: button('show-step', step),
  claimStep: button('claim-step', step),
  releaseStep: button('release-step', step),
  doneStep: button('done-step', step),
  confirmDeleted: button('confirm-deleted', step),
  skipStep: button('skip-step', step),
  undoStep: button('undo-step', step),
  askProvider: button('ask-provider', incident),
  acknowledge: button('acknowledge', z.object({ incident: number, service: number })),
  offLeakedKey: button('off-leaked-key', z.object({ incident: number, service: number })),
  abuseSeen: button('abuse-seen', incident),
  people: button('people', incident),
  takeLead: button('take-lead', z.object({ incident: number, from: z.string() })),
  takeScribe: button('take-scribe', z.object({ incident: number, from: z.string().nullable() })),
  joinIncident: button('join-incident', incident),
  changeOrder: button('change-order', incident),
  alone: button('alone', z.object({ incident: number, what: z.enum(['override', 'false_alarm']) })),
  override: button('override', incident),
  confirmOverride: button('confirm-override', incident.extend({ of: number.optional() })),
  falseAlarm: button('false-alarm', incident),
  confirmFalseAlarm: button('confirm-false-alarm', incident.extend({ of: number.optional() })),
  withdrawWish: button(
    'withdraw-wish',
    z.object({ incident: number, what: z.enum(['override', 'false_alarm']), of: number.nullable() }),
  ),
  resolve: button('resolve', incident),
  attest: button('attest', incident),
  reopen: button('reopen', incident),
  review: button('review', incident),
  addFollowUp: button('add-follow-up', incident),
  followUpDone: button('follow-up-done', z.object({ followUp: number })),
  getReport: button('get-report', incident),
  startDrill: button('start-drill', key),
  figuresPicture: button('figures-picture', none),
  confirmImport: button('confirm-import', imported),
  dropImport: button('drop-import', imported),
  importProblems: button('import-problems', z.object({ import: number, page: z.number().int().min(1) })),
  calendar: button('calendar', z.object({ side: z.enum(calendarSides) })),
  auditPage: button(
    'audit-page',
    z.object({ key: number.nullable(), before: number.optional(), after: number.optional() }),
  ),
  verifyHead: button('verify-head', z.object({ head: z.string().regex(/^[0-9a-f]{64}$/) })),
} as const;

/** A key chosen from a searching menu: the option's value is the key's row id. */
const keyMenu = (id: string): Pick<ButtonKind<{ key: number }>, 'id' | 'read'> => ({
  id,
  read: (raw) => {
    const chosen = key.safeParse({ key: Number(raw) });
    if (chosen.success) return chosen.data;
    throw tooOld();
  },
});

/** Shows its card. */
export const pickKey = keyMenu('pick-key');
/** It leaked: its incident opens. */
export const pickLeaked = keyMenu('pick-leaked');

/** "It is this one": the menu's action id carries the triage, and each option that and its key, as `7:12`. */
export const matchTriage = {
  id: 'match-triage',
  actionId: (of: number): string => `match-triage:${of}`,
  option: (action: string, chosen: number): string => `${action.split(':')[1] ?? ''}:${chosen}`,
  read: (raw: string | undefined): { triage: number; key: number } => {
    const [of, chosen] = (raw ?? '').split(':').map(Number);
    const read = z.object({ triage: number, key: number }).safeParse({ triage: of, key: chosen });
    if (read.success) return read.data;
    throw tooOld();
  },
};

const tooOld = (): Refusal =>
  new Refusal('too_late', 'This menu is from an older version and did nothing.', 'Run the command again.');
