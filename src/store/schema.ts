/**
 * Every table. Each carries the workspace first in its keys, so that a row of one workspace cannot be reached from
 * another. No column holds a secret: `keyId` is the provider's public identifier and `keptAt` a pointer.
 */

export * from './schema/custody.ts';
export * from './schema/custody-checks.ts';
export * from './schema/delivery.ts';
export * from './schema/incident-end.ts';
export * from './schema/incidents.ts';
export * from './schema/operation.ts';
export * from './schema/people.ts';
export * from './schema/rotation.ts';
