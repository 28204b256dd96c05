/** The words of custody's checks: departures and attestations. */

/** What somebody who left was to a key: the heaviest that holds. */
export const heldAs = ['custodian', 'deputy', 'console_holder', 'once_custodian'] as const;
export type HeldAs = (typeof heldAs)[number];

/** `settled`: the key ended or changed hands before an answer came. */
export const attestationAnswers = ['still_mine', 'not_mine', 'not_needed', 'settled'] as const;
export type AttestationAnswer = (typeof attestationAnswers)[number];
