import { ExchangeError, type ResponseDetails } from '../../errors';

/** The group has more members than Exchange merges the times of. */
export class GroupTooLarge extends ExchangeError {
	constructor(
		readonly group: string,
		details: ResponseDetails,
	) {
		super('limit', `${group} has more members than Exchange tells the free/busy times of`, {
			field: 'groups',
			remedyBy: 'you',
			remedy: 'Ask for its members (groups: "members") in place of the group.',
			details,
		});
	}
}
