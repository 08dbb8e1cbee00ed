import type { PatternedRecurrence } from '../../calendar/graphTypes';
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

/** A series was to get other times, and is a single event now: neither those nor its own could be written. */
export class SeriesLost extends ExchangeError {
	constructor(cause: ExchangeError, recurrence: PatternedRecurrence | undefined) {
		const { code, message, details, remedyBy } = cause;
		super(code, `${message}. The event is no series any more, and could not be made one again`, {
			cause,
			details,
			remedyBy,
			remedy: `Look at the event, and give it its recurrence again: ${JSON.stringify(recurrence)}.`,
		});
	}
}

/** What a series could not be given back when its times were written. */
export interface Unwritten {
	cause: ExchangeError;
	/** Original starts of its cancelled and modified occurrences. */
	starts: readonly string[];
}

/** What became of a series whose occurrences may be lost. */
const states = {
	ended: 'The series ends before the occurrence now',
	changed: 'The series has its new times now',
	restored: 'The series has its old times again',
};

/** The times of a series were written, and its occurrences may have lost what they had of their own. */
export class OccurrencesLost extends ExchangeError {
	/** @param failure the reason for which it is not as it was wanted */
	constructor(
		{ cause, starts }: Unwritten,
		state: keyof typeof states = 'ended',
		failure?: ExchangeError,
	) {
		const { code, message, details, remedyBy } = cause;
		const reason = failure ? ` (${failure.message})` : '';
		super(code, `${states[state]}${reason}, and is not complete: ${message}`, {
			cause,
			details,
			remedyBy,
			remedy: `Don't repeat the call. Look at the occurrences of ${starts.join(', ')}: what was deleted may be back, and what was changed may be as its series.`,
		});
		this.outcome = cause.outcome;
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
