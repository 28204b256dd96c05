import { setupLeft } from '../../workspace/setup.ts';
import { welcomeMessage } from '../views/setup.ts';
import type { Drawing } from './drawing.ts';

/** What is left to set up, for the workspace's owner. */
export const welcomeDrawing: Drawing = async (scope, _subject, slash) =>
  welcomeMessage(await setupLeft(scope), slash);
