import type * as operations from '../../../../exchange/ews/operations/unsubscribe';
import { answered, type AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const unsubscribe: RequestsOf<typeof operations.unsubscribe> = {
	one: { subscriptionId: 'JgBibjFwcjAzbWI=' },
};

export const answers: AnswersOf<typeof operations> = {
	unsubscribe: { done: { xml: answered('Unsubscribe'), result: {} } },
};
