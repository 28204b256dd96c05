import { severityName } from '../../domain/severity.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import { unbracketed } from './text.ts';

type Titled = Pick<IncidentCard, 'drill' | 'number' | 'label' | 'providerName'>;
type Bad = Pick<IncidentCard, 'tier' | 'abuseSeen'>;

/** Its name everywhere; how bad it is stands last, where it is known: the name is what one looks for. */
export const incidentTitle = (card: Titled & Partial<Bad>): string =>
  `${card.drill ? 'DRILL' : 'Leak'} #${card.number}: ${card.label} (${unbracketed(card.providerName)})${severity(card)}`;

const severity = ({ tier, abuseSeen }: Partial<Bad>): string =>
  tier === undefined || abuseSeen === undefined ? '' : `, ${severityName({ tier, abuseSeen })}`;
