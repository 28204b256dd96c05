/** Which drawing makes which live message, and what writes which file; a kind without one does not compile. */
import { exportKeys, keysTemplate } from '../custody/export-keys.ts';
import type { FileKind, MessageKind } from '../domain/effects.ts';
import type { IncidentRef } from '../domain/words.ts';
import { incidentReport } from '../incident/report.ts';
import type { Scope } from '../store/database.ts';
import { auditHeadDrawing } from './drawings/audit.ts';
import { custodyNotice, deputyNotice } from './drawings/custody.ts';
import type { Drawing } from './drawings/drawing.ts';
import { importDrawing } from './drawings/import.ts';
import { incidentDrawing, loginQuestion, serviceNotice } from './drawings/incident.ts';
import { handoverDrawing, nudgeDrawing, rotationDrawing } from './drawings/rotation.ts';
import { welcomeDrawing } from './drawings/settings.ts';

export const drawings: Readonly<Record<MessageKind, Drawing>> = {
  incident: incidentDrawing,
  'login-question': loginQuestion,
  'service-notice': serviceNotice,
  'custody-notice': custodyNotice,
  'deputy-notice': deputyNotice,
  handover: handoverDrawing,
  nudge: nudgeDrawing,
  rotation: rotationDrawing,
  'audit-head': auditHeadDrawing,
  welcome: welcomeDrawing,
  import: importDrawing,
};

/** A file as it is uploaded. `says` stands beside it: constant words of ours. */
export interface MadeFile {
  readonly text: string;
  readonly fileName: string;
  readonly says?: string;
}

export const files: Readonly<Record<FileKind, (scope: Scope, subject: string) => Promise<MadeFile>>> = {
  'incident-report': async (scope, subject) => {
    const { markdown, fileName } = await incidentReport(scope, Number(subject) as IncidentRef);
    return { text: markdown, fileName };
  },
  keys: exportKeys,
  'keys-template': async () => keysTemplate(),
};
