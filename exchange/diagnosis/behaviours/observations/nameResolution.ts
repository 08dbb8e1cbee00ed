import { resolveNames } from '../../../ews/operations/resolveNames';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation } from '../observation';

export const nameResolution: Observation = {
	name: 'nameResolution',
	async look({ exchange, mailbox, target: { signal } }) {
		if (mailbox === undefined) return unseen('ownMailbox');
		// No address, but the beginning of one.
		const query = `smtp:${mailbox.slice(0, -1)}`;
		const target = { signal, impersonate: false };
		const { candidates } = await call(exchange, resolveNames, { query }, target);
		return seen(candidates.length > 0 ? 'partial' : 'exact');
	},
};
