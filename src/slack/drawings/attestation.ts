import { attestationCard, attestationSubject } from '../../custody/attestation-card.ts';
import type { Day } from '../../domain/words.ts';
import { attestationMessage } from '../views/attestation.ts';
import { attestationDeputyMessage, attestationOpenMessage } from '../views/attestation-silence.ts';
import type { Drawing } from './drawing.ts';

/** Subject: `<quarter>:<person>`. */
export const attestationDrawing: Drawing = async (scope, subject) => {
  const about = attestationSubject(subject);
  if (about === null) return null;
  return attestationMessage(await attestationCard(scope, about.quarter, { custodian: about.person }));
};

/** The same, for who steps in. */
export const attestationDeputyDrawing: Drawing = async (scope, subject) => {
  const about = attestationSubject(subject);
  if (about === null) return null;
  return attestationDeputyMessage(await attestationCard(scope, about.quarter, { deputy: about.person }));
};

/** All that nobody answered, for a lead. Subject: the quarter. */
export const attestationOpenDrawing: Drawing = async (scope, subject) =>
  attestationOpenMessage(await attestationCard(scope, subject as Day, { lead: true }));
