/** Which drawing makes which live message, and what writes which file; a kind without one does not compile. */
import { drawCalendar } from '../custody/calendar.ts';
import { exportKeys, keysTemplate } from '../custody/export-keys.ts';
import { drawDigest } from '../custody/monday-digest.ts';
import { dayIn } from '../domain/days.ts';
import type { FileKind, MessageKind } from '../domain/effects.ts';
import type { IncidentRef } from '../domain/words.ts';
import { drawFigures } from '../incident/figures.ts';
import { incidentReport } from '../incident/report.ts';
import { incidentJson } from '../incident/report-json.ts';
import type { Scope } from '../store/database.ts';
import {
  attestationDeputyDrawing,
  attestationDrawing,
  attestationOpenDrawing,
} from './drawings/attestation.ts';
import { auditHeadDrawing } from './drawings/audit.ts';
import { custodyNotice, deputyNotice } from './drawings/custody.ts';
import { departureDrawing, departureReminder } from './drawings/departure.ts';
import type { Drawing } from './drawings/drawing.ts';
import { importCustodyDrawing, importDrawing } from './drawings/import.ts';
import {
  incidentCall,
  incidentDrawing,
  loginQuestion,
  serviceNotice,
  unrecorded,
} from './drawings/incident.ts';
import { drillSuggestion, followUpDrawing } from './drawings/incident-end.ts';
import { incidentLoud, secondPerson, stepHanded } from './drawings/incident-people.ts';
import {
  handoverDrawing,
  nudgeDrawing,
  nudgeMoreDrawing,
  rotationDrawing,
  switchDrawing,
} from './drawings/rotation.ts';
import { welcomeDrawing } from './drawings/settings.ts';
import { triageDrawing } from './drawings/triage.ts';
import { troubleDrawing } from './drawings/trouble.ts';

export const drawings: Readonly<Record<MessageKind, Drawing>> = {
  incident: incidentDrawing,
  triage: triageDrawing,
  'login-question': loginQuestion,
  'service-notice': serviceNotice,
  'incident-call': incidentCall,
  'incident-loud': incidentLoud,
  'step-handed': stepHanded,
  'second-person': secondPerson,
  unrecorded,
  'follow-up': followUpDrawing,
  'drill-suggestion': drillSuggestion,
  'custody-notice': custodyNotice,
  'deputy-notice': deputyNotice,
  handover: handoverDrawing,
  nudge: nudgeDrawing,
  'nudge-more': nudgeMoreDrawing,
  rotation: rotationDrawing,
  switch: switchDrawing,
  'audit-head': auditHeadDrawing,
  welcome: welcomeDrawing,
  import: importDrawing,
  'import-custody': importCustodyDrawing,
  attestation: attestationDrawing,
  'attestation-deputy': attestationDeputyDrawing,
  'attestation-open': attestationOpenDrawing,
  departure: departureDrawing,
  'departure-reminder': departureReminder,
  trouble: troubleDrawing,
};

/** A file as it is uploaded. `says` stands beside it: constant words of ours. */
export interface MadeFile {
  readonly content: string | Uint8Array;
  readonly fileName: string;
  readonly says?: string;
  /** What a picture shows, in words. */
  readonly alt?: string;
}

export const files: Readonly<Record<FileKind, (scope: Scope, subject: string) => Promise<MadeFile>>> = {
  'incident-report': async (scope, subject) => {
    const { markdown, fileName } = await incidentReport(scope, Number(subject) as IncidentRef);
    return { content: markdown, fileName };
  },
  'incident-json': async (scope, subject) => {
    const { json, fileName } = await incidentJson(scope, Number(subject) as IncidentRef);
    return { content: json, fileName };
  },
  keys: exportKeys,
  'keys-template': async () => keysTemplate(),
  figures: async (scope) => {
    const { png, alt } = await drawFigures(scope);
    return { content: png, alt, fileName: `leaks-${dayIn(scope.now, 'UTC')}.png` };
  },
  digest: async (scope, day) => {
    const { png, alt, says } = await drawDigest(scope);
    return { content: png, alt, says, fileName: `calendar-${day}.png` };
  },
  calendar: async (scope, subject) => {
    const { png, alt } = await drawCalendar(scope, subject === 'service' ? 'service' : 'custodian');
    return { content: png, alt, fileName: `calendar-${dayIn(scope.now, 'UTC')}.png` };
  },
};
