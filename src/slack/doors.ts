/**
 * The table of doors: everything a person can come through. A handler that is not in it cannot be reached, and the
 * gate asks for every row who may.
 */
import type { Door } from './door.ts';
import { accountDoors } from './doors/account.ts';
import { attestationDoors } from './doors/attestation.ts';
import { auditDoors } from './doors/audit.ts';
import { custodianDoors } from './doors/custodians.ts';
import { custodyDoors } from './doors/custody.ts';
import { departureDoors } from './doors/departure.ts';
import { importDoors } from './doors/import.ts';
import { incidentDoors } from './doors/incident.ts';
import { incidentEndDoors } from './doors/incident-end.ts';
import { incidentPeopleDoors } from './doors/incident-people.ts';
import { nudgeDoors } from './doors/nudges.ts';
import { rotationDoors } from './doors/rotation.ts';
import { settingsDoors } from './doors/settings.ts';
import { triageDoors } from './doors/triage.ts';

export const doors: readonly Door[] = [
  ...custodyDoors,
  ...custodianDoors,
  ...accountDoors,
  ...departureDoors,
  ...attestationDoors,
  ...rotationDoors,
  ...nudgeDoors,
  ...incidentDoors,
  ...triageDoors,
  ...incidentPeopleDoors,
  ...incidentEndDoors,
  ...importDoors,
  ...auditDoors,
  ...settingsDoors,
];
