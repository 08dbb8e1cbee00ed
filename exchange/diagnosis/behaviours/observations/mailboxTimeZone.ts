import { timeZoneOf } from '../../../mailboxes/timeZone';
import { seen, type Observation } from '../observation';

export const mailboxTimeZone: Observation = {
	name: 'mailboxTimeZone',
	async look({ exchange, mailbox, calendar, target: { signal } }) {
		const zone = await timeZoneOf(exchange, mailbox, { id: calendar.id }, signal);
		return seen(zone === undefined ? 'unknown' : 'asConfigured');
	},
};
