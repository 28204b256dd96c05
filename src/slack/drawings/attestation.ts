import { attestationCard, attestationSubject } from '../../custody/attestation-card.ts';
import { attestationMessage } from '../views/attestation.ts';
import type { Drawing } from './drawing.ts';

/** Subject: `<quarter>:<person>`. */
export const attestationDrawing: Drawing = async (scope, subject) => {
  const about = attestationSubject(subject);
  if (about === null) return null;
  return attestationMessage(await attestationCard(scope, about.quarter, about.person));
};
