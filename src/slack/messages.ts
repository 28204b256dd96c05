/** Which drawing makes which live message; a kind without one does not compile. */
import type { MessageKind } from '../domain/effects.ts';
import { auditHeadDrawing } from './drawings/audit.ts';
import { custodyNotice } from './drawings/custody.ts';
import type { Drawing } from './drawings/drawing.ts';
import { incidentDrawing, loginQuestion, serviceNotice } from './drawings/incident.ts';
import { handoverDrawing, nudgeDrawing, rotationDrawing } from './drawings/rotation.ts';

export const drawings: Readonly<Record<MessageKind, Drawing>> = {
  incident: incidentDrawing,
  'login-question': loginQuestion,
  'service-notice': serviceNotice,
  'custody-notice': custodyNotice,
  handover: handoverDrawing,
  nudge: nudgeDrawing,
  rotation: rotationDrawing,
  'audit-head': auditHeadDrawing,
};
