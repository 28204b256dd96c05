/**
 * The table of doors: everything a person can come through. A handler that is not in it cannot be reached, and the
 * gate asks for every row who may.
 */
import type { Door } from './door.ts';
import { auditDoors } from './doors/audit.ts';
import { custodyDoors } from './doors/custody.ts';
import { incidentDoors } from './doors/incident.ts';
import { rotationDoors } from './doors/rotation.ts';

export const doors: readonly Door[] = [...custodyDoors, ...rotationDoors, ...incidentDoors, ...auditDoors];
