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

/** Each member was asked for, and the members can't be read, or not those of a group within. */
export class GroupNotRead extends ExchangeError {
	constructor(
		readonly group: string,
		cause: ExchangeError,
	) {
		super(cause.code, `The members of ${group} can't be read: ${cause.message}`, {
			field: 'groups',
			remedyBy: cause.remedyBy,
			remedy: cause.remedy,
			...(cause.command && { command: cause.command }),
			details: cause.details,
			cause,
		});
	}
}
