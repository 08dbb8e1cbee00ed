import type * as operations from '../../../../exchange/ews/operations/getItem';
import { rich, type RequestsOf } from './requests';

export const getItem: RequestsOf<typeof operations.getItem> = {
	'every kind of id': {
		shape: rich,
		ids: [
			{ id: 'a', changeKey: 'b' },
			{ id: 'a' },
			{ recurringMasterId: 'm', instanceIndex: 3 },
			{ occurrenceId: 'o' },
		],
	},
};
