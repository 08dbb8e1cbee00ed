import { findItem } from '../../../ews/operations/findItem';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation } from '../observation';

/** Items that are looked at, to find private ones among them. */
const pageSize = 1000;

export const privateItems: Observation = {
	name: 'privateItems',
	async look({ exchange, isDelegate, calendar: { id, rights }, target }) {
		if (!isDelegate) return unseen('asOwner');
		const properties = ['item:Sensitivity', 'item:Subject', 'calendar:Location'];
		const shape = { base: 'IdOnly', properties } as const;
		const list = { folder: { id }, offset: 0, pageSize, shape };
		const { items } = await call(exchange, findItem, list, target);
		const shown = items.filter(({ sensitivity }) => sensitivity === 'Private');
		if (shown.length === 0) return unseen('noPrivateItem');
		// Of what is masked nothing is left that differs.
		const subjects = new Set(shown.map(({ subject }) => subject));
		if (subjects.size > 1 || shown.some(({ location }) => location)) return seen('visible');
		return rights?.viewPrivateItems === false ? seen('masked') : seen('masked', 'visible');
	},
};
