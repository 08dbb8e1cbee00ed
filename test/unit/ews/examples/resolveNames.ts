import type * as operations from '../../../../exchange/ews/operations/resolveNames';
import type { RequestsOf } from './requests';

export const resolveNames: RequestsOf<typeof operations.resolveNames> = {
	'with contact': { query: 'smtp:alice@enyoi.example', fullContactData: true },
};
