import { getFolder } from '../../../ews/operations/getFolder';
import { call } from '../../../ews/request';
import { outcomeOf } from '../../../outcome';
import { seen, type Observation } from '../observation';

/** No folder has this id, and the request that asks for it is larger than some web servers allow. */
const hugeId = 'A'.repeat(2.5 * 2 ** 20);

export const largeRequests: Observation = {
	name: 'largeRequests',
	async look({ exchange, target }) {
		const request = { folders: [{ id: hugeId }] };
		const answer = await outcomeOf(call(exchange, getFolder, request, target));
		const { responseCode, httpStatus } = answer.ok ? {} : answer.error.details;
		if (answer.ok || responseCode !== undefined) return seen('accepted');
		if (httpStatus === 413) return seen('http413');
		if (httpStatus === 404) return seen('http404');
		throw answer.error;
	},
};
