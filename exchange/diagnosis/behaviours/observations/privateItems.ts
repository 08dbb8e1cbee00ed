import { dayMs } from '../../../calendar/civil';
import { findItem } from '../../../ews/operations/findItem';
import { getItem } from '../../../ews/operations/getItem';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation, type Place, type Seen } from '../observation';

/** Items that are looked at, to find private ones among them. */
const pageSize = 1000;

/** The time from now on in which a private item is looked for that lists leave out. */
const viewMs = 30 * dayMs;

export const privateItems: Observation = {
	name: 'privateItems',
	async look(place) {
		const { exchange, isDelegate, calendar, target } = place;
		const { id, rights } = calendar;
		if (!isDelegate) return unseen('asOwner');
		const properties = ['item:Sensitivity', 'item:Subject', 'calendar:Location'];
		const shape = { base: 'IdOnly', properties } as const;
		const list = { folder: { id }, offset: 0, pageSize, shape };
		const { items } = await call(exchange, findItem, list, target);
		const shown = items.filter(({ sensitivity }) => sensitivity === 'Private');
		if (shown.length === 0) return await lookById(place);
		// Of what is masked nothing is left that differs.
		const subjects = new Set(shown.map(({ subject }) => subject));
		if (subjects.size > 1 || shown.some(({ location }) => location)) return seen('visible');
		return rights?.viewPrivateItems === false ? seen('masked') : seen('masked', 'visible');
	},
};

/** A view may show what lists leave out. */
async function lookById({ exchange, calendar, target, now }: Place): Promise<Seen> {
	const view = {
		folder: { id: calendar.id },
		start: now,
		end: new Date(now.getTime() + viewMs),
		shape: { base: 'IdOnly', properties: ['item:Sensitivity'] },
	} as const;
	const { items } = await call(exchange, findItem, view, target);
	const masked = items.find(({ sensitivity }) => sensitivity === 'Private');
	if (!masked) return unseen('noPrivateItem');
	const shape = { base: 'IdOnly', properties: ['calendar:UID'] } as const;
	const ids = [{ id: masked.itemId.id }];
	const [found] = await call(exchange, getItem, { ids, shape }, target);
	if (!found.ok) return seen('byRequest');
	return found.item.uid === undefined ? seen('maskedById') : unseen('otherWay');
}
