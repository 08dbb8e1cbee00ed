import { grantFreeBusy } from '../../adminCommands';
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

/** Exchange answers without an error, and tells neither times nor digits: free or busy, nobody knows. */
export class TimesNotShown extends ExchangeError {
	constructor(
		readonly mailbox: string,
		serviceAccount: string | undefined,
		details: ResponseDetails,
	) {
		super('accessDenied', `Exchange shows nothing of the free/busy times of ${mailbox}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Give the account, or the mailbox as whom it asks, the right to free/busy times (AvailabilityOnly or more) on the calendar. The administrator of another forest has to share them. A group of which Exchange lists no members shows nothing.',
			command: grantFreeBusy(mailbox, serviceAccount),
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
