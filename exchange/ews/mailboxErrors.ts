import { ExchangeError, type ResponseDetails } from '../errors';
import {
	accountState,
	enableMailbox,
	grantCalendar,
	grantImpersonation,
	showRecipient,
} from '../adminCommands';
import { saying } from './serversWords';

/** The service account may not act as this mailbox. */
export class ImpersonationDenied extends ExchangeError {
	constructor(
		readonly mailbox: string,
		readonly serviceAccount: string,
		details: ResponseDetails,
	) {
		super('impersonation', `${serviceAccount} may not act as ${mailbox}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Ask the Exchange administrator for the ApplicationImpersonation role, with a scope that contains this mailbox.',
			command: grantImpersonation(serviceAccount),
			details,
		});
	}
}

/** There is no usable mailbox behind the address. */
export class MailboxNotFound extends ExchangeError {
	constructor(
		readonly mailbox: string,
		details: ResponseDetails,
	) {
		super('mailboxUnavailable', `Exchange has no usable mailbox for ${mailbox}`, {
			remedyBy: 'you',
			remedy:
				'Check the address. It has to be the primary address of a mailbox in this Exchange organization, not a contact, group or mailbox elsewhere.',
			command: showRecipient(mailbox),
			details,
		});
	}
}

/** The address is a further one of the mailbox, where Exchange takes none but the primary one. */
export class AddressNotPrimary extends ExchangeError {
	/** The primary address, where the server names it. */
	readonly primaryAddress?: string;

	constructor(
		readonly mailbox: string,
		details: ResponseDetails,
	) {
		const named = Object.values(details.messageXml ?? {}).find((value) =>
			/^[^@\s]+@[^@\s]+$/.test(value),
		);
		super(
			'mailboxUnavailable',
			`${mailbox} is not the primary address of its mailbox${named ? `: that is ${named}` : ''}`,
			{
				remedyBy: 'you',
				remedy: named
					? `Use ${named}.`
					: 'Use the primary address. Resolve Mailbox gives it as emailAddress.',
				command: showRecipient(mailbox),
				details,
			},
		);
		this.primaryAddress = named;
	}
}

/** The service account has no mailbox of its own, and the server wants one for this request. */
export class ServiceMailboxMissing extends ExchangeError {
	constructor(
		readonly serviceAccount: string,
		details: ResponseDetails,
	) {
		super(
			'mailboxUnavailable',
			`${serviceAccount} has no mailbox of its own, and Exchange wants one for this request`,
			{
				remedyBy: 'exchangeAdmin',
				remedy:
					'Name the mailbox of somebody else if none was named (Ask As, where rooms or groups are asked for; it needs impersonation). Otherwise give the account a mailbox: some servers want one even so. With impersonation by principal name or SID it may be the person who has none.',
				command: enableMailbox(serviceAccount),
				details,
			},
		);
	}
}

/**
 * The account is known but has no right to what was asked for. To a delegate Exchange speaks of a
 * folder that is not found.
 */
export class AccessDenied extends ExchangeError {
	constructor(
		readonly mailbox: string,
		readonly serviceAccount: string,
		details: ResponseDetails,
	) {
		const problem =
			details.responseCode === 'ErrorFolderNotFound'
				? 'does not see the calendar of'
				: 'has no right to this in the mailbox';
		super('accessDenied', `${serviceAccount} ${problem} ${mailbox}`, {
			remedyBy: 'exchangeAdmin',
			remedy:
				'Give the account a right on the calendar (Reviewer to read, Editor to write), or use impersonation with the ApplicationImpersonation role.',
			command: grantCalendar(mailbox, serviceAccount),
			details,
		});
	}
}

/** The folder or item does not exist, or the account may not see it: Exchange does not tell which. */
export class ObjectNotFound extends ExchangeError {
	constructor(
		readonly mailbox: string,
		details: ResponseDetails,
	) {
		super('notFound', `Exchange does not find it in the mailbox ${mailbox}${saying(details)}`, {
			// Folders are calendars here.
			...(details.responseCode === 'ErrorFolderNotFound' && { field: 'calendar' }),
			remedyBy: 'you',
			remedy:
				'Check the id. The folder or item may have been deleted or moved, or the account has no right to see it.',
			details,
		});
	}
}

/** The calendar id that was given is not the id of a folder. */
export class CalendarIdRefused extends ExchangeError {
	constructor(
		readonly mailbox: string,
		details: ResponseDetails,
	) {
		super('input', `Exchange can't read the calendar id that was given for ${mailbox}`, {
			field: 'calendar',
			remedyBy: 'you',
			remedy:
				'Choose the calendar from the list, which has the default calendar, too. Ids are case-sensitive and change when a mailbox moves to another organization.',
			details,
		});
	}
}

/**
 * Exchange says that an account is disabled while it is asked for a mailbox, and not whose: that of the
 * mailbox, as of somebody who has left, or the service account. It counts for this mailbox alone.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
export class AccountDisabled extends ExchangeError {
	constructor(
		readonly mailbox: string,
		readonly serviceAccount: string,
		details: ResponseDetails,
	) {
		super(
			'impersonation',
			`An account is disabled: that of ${mailbox}, or ${serviceAccount}${saying(details)}`,
			{
				remedyBy: 'exchangeAdmin',
				remedy: `If other mailboxes work, it is the account of ${mailbox}: enable it, or leave the mailbox out. If none works, enable ${serviceAccount}.`,
				command: accountState(mailbox),
				details,
			},
		);
	}
}

/** The account exists but may not sign in: disabled, or its password has expired. */
export class AccountUnusable extends ExchangeError {
	constructor(
		readonly serviceAccount: string,
		details: ResponseDetails,
	) {
		super('signIn', `${serviceAccount} can't be used${saying(details)}`, {
			remedyBy: 'exchangeAdmin',
			remedy: 'Enable the account or set a new password, and enter it in the credential.',
			command: accountState(serviceAccount),
			details,
		});
	}
}
