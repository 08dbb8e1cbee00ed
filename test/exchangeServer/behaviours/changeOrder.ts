import { behaviour } from './behaviour';
import { createHash } from 'node:crypto';
import type { Chosen } from './behaviour';

export const changeOrder = behaviour({
	name: 'changeOrder',
	changes: 'The order of the changes within an answer to SyncFolderItems.',
	values: {
		shuffled: 'in no order',
		oldestFirst: 'the oldest first',
		newestFirst: 'the newest first',
	},
	standard: 'shuffled',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderitems-operation names none',
	certainty: 'doubtful',
	coping: 'No order is relied upon.',
});

/** The changes of an answer, newest first, in the order in which the server gives them. */
export function inServersOrder<T extends { itemId: string }>(
	changes: readonly T[],
	value: Chosen<typeof changeOrder>,
): T[] {
	if (value === 'newestFirst') return [...changes];
	if (value === 'oldestFirst') return [...changes].reverse();
	const place = ({ itemId }: T) => createHash('sha1').update(itemId).digest('hex');
	return [...changes].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
