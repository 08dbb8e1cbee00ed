import { findItem } from '../../../ews/operations/findItem';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation } from '../observation';

/** EWSFindCountLimit of searches, and the page that is asked for. */
const limit = 250;
const pageSize = 1000;

/** A condition that every item meets. */
const restriction = {
	compare: 'item:DateTimeCreated',
	is: 'greaterThan',
	to: '1990-01-01T00:00:00Z',
} as const;

export const restrictedSearches: Observation = {
	name: 'restrictedSearches',
	async look({ exchange, calendar: { id }, target }) {
		const wanted = { folder: { id }, shape: { base: 'IdOnly' } } as const;
		const list = { ...wanted, offset: 0, pageSize: 1 };
		const { totalItemsInView } = await call(exchange, findItem, list, target);
		if (totalItemsInView <= limit) return unseen('fewItems');
		const search = async (offset: number) =>
			await call(exchange, findItem, { ...wanted, restriction, offset, pageSize }, target);
		const first = await search(0);
		const count = first.items.length;
		if (count > limit) return seen('whole');
		if (count < limit) return unseen('otherWay');
		if (!first.includesLastItemInRange) return seen('page250');
		const next = await search(count);
		return seen(next.items.length > 0 ? 'shortPage250' : 'total250');
	},
};
