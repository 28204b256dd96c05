import { type AttestationCard, attestationCard, attestationSubject } from '../../custody/attestation-card.ts';
import { attestationMessage } from '../views/attestation.ts';
import { attestationDeputyMessage, attestationOpenMessage } from '../views/attestation-silence.ts';
import type { Message } from '../views/kit.ts';
import type { Drawing } from './drawing.ts';

const drawing =
  (kind: Parameters<typeof attestationSubject>[0], draw: (card: AttestationCard) => Message): Drawing =>
  async (scope, subject) => {
    const about = attestationSubject(kind, subject);
    return about === null ? null : draw(await attestationCard(scope, about.quarter, about.reader));
  };

export const attestationDrawing = drawing('attestation', attestationMessage);

/** The same, for who steps in. */
export const attestationDeputyDrawing = drawing('attestation-deputy', attestationDeputyMessage);

/** What nobody answered, for a lead. */
export const attestationOpenDrawing = drawing('attestation-open', attestationOpenMessage);
