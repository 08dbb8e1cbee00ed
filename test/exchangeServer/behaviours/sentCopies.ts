import { behaviour } from './behaviour';

export const sentCopies = behaviour({
	name: 'sentCopies',
	changes: 'A copy of what was sent with one of the …SaveCopy values.',
	values: {
		kept: 'kept in Sent Items',
		none: 'not kept',
	},
	standard: 'kept',
	source: 'MS-OXWSMTGS protocol test suite, S01',
	certainty: 'source',
	coping: 'Not looked at.',
});
