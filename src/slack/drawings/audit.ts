import { postedHeadOf } from '../../audit/post-head.ts';
import { postedHeadMessage } from '../views/audit.ts';
import type { Drawing } from './drawing.ts';

/** The head of a day; the subject says all of it. */
export const auditHeadDrawing: Drawing = async (_scope, subject, slash) => {
  const head = postedHeadOf(subject);
  return head === null ? null : postedHeadMessage(head, slash);
};
