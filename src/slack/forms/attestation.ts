import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

export const answerCustody = form('answer-custody', z.object({ attestation: z.number().int().positive() }), {
  answer: field.choice(),
  because: field.optionalText(300, true),
});
