import { ExchangeError, InvalidInput, type ResponseDetails } from '../../errors';

/** The event is not there: it was deleted or moved, or its id is of another mailbox. */
export class EventNotFound extends ExchangeError {
	constructor(
		readonly mailbox: string,
		/** In a few words, such as `the series has no occurrence then`. */
		readonly what: string,
		details: ResponseDetails = {},
		/** The option that named it. */
		field = 'event',
	) {
		super('notFound', `${mailbox} does not have this event: ${what}`, {
			field,
			remedyBy: 'you',
			remedy:
				'Read the calendar again and take the id from there. Ids change when an invitation is accepted or a mailbox moves, and are case-sensitive.',
			details,
		});
	}
}

/** A series was split: its later part is there as a new series, and the series itself may still go on beside it. */
export class SplitUnfinished extends ExchangeError {
	/** @param id of the new series */
	constructor(
		cause: ExchangeError,
		readonly id: string,
	) {
		const { code, message, details, remedyBy } = cause;
		super(
			code,
			`${message}. The later part is there as a new series, and the series may go on beside it`,
			{
				cause,
				details,
				remedyBy,
				remedy: `Look at the calendar. Where dates are there twice, repeat the same call, which goes on where this one ended, or delete the new series: ${id}.`,
			},
		);
		this.outcome = 'unknown';
	}
}

/**
 * What is wrong with the id of an event; undefined when the failure is about something else.
 * @param field the option that has the id
 * @param isGone whether the failure says that nothing has this id
 * @param isOwner whether the mailbox was read as by its owner, who may read everything in it
 */
export function wrongEventId(
	cause: ExchangeError,
	about: { mailbox: string; field: string; isGone: boolean; isOwner: boolean },
): ExchangeError | undefined {
	const { details, code } = cause;
	const { mailbox, field } = about;
	const { responseCode = '' } = details;
	if (/^ErrorInvalidId/.test(responseCode)) {
		return new InvalidInput(field, `Exchange can't read the id of the event`, {
			cause,
			details,
			remedy:
				'Give the id as getEvents or getChanges gave it, whole: upper and lower case differ. An iCalUId is no id.',
		});
	}
	if (code === 'accessDenied' && about.isOwner) {
		return new InvalidInput(field, `The id is of an event that is not in ${mailbox}`, {
			cause,
			details,
			remedy: 'Give the mailbox that the event was read from.',
		});
	}
	if (!about.isGone) return undefined;
	const what = 'it was deleted or moved, or its id is of another mailbox';
	return new EventNotFound(mailbox, what, details, field);
}
