import type * as operations from '../../../../exchange/ews/operations/subscribe';
import { answered, type AnswersOf } from './answers';
import { byId, calendar, delegate, type RequestsOf } from './requests';

export const subscribe: RequestsOf<typeof operations.subscribe> = {
	calendar: { folder: calendar, events: ['CreatedEvent', 'ModifiedEvent', 'DeletedEvent'] },
	'as a delegate': { folder: delegate, events: ['MovedEvent', 'CopiedEvent'] },
	'by id': { folder: byId, events: ['CreatedEvent'] },
};

export const answers: AnswersOf<typeof operations> = {
	subscribe: {
		id: {
			xml: answered('Subscribe', '<m:SubscriptionId>JgBibjFwcjAzbWI=</m:SubscriptionId>'),
			result: 'JgBibjFwcjAzbWI=',
		},
	},
};
