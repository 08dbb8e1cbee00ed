import { behaviour, type Chosen } from './behaviour';

export const attendeeAddresses = behaviour({
	name: 'attendeeAddresses',
	changes: 'The address of an attendee who was named by a further address.',
	values: {
		primary: 'becomes their primary address',
		asWritten: 'stays as it was sent',
	},
	standard: 'primary',
	source: 'none',
	certainty: 'doubtful',
	coping:
		'Attendees count as the same when what Exchange made of them was seen after the write; the primary address is what is remembered.',
});

/** The address of an attendee as the server keeps it; `primary` where the directory knows one. */
export function keptAddress(
	given: string,
	primary: string | undefined,
	value: Chosen<typeof attendeeAddresses>,
): string {
	return value === 'primary' ? (primary ?? given) : given;
}
