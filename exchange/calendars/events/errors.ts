import { ExchangeError, type ResponseDetails } from '../../errors';

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

/** All that is known of an event that Exchange does not find. */
export const goneOrElsewhere = 'it was deleted or moved, or its id is of another mailbox';
