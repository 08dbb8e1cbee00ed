import { behaviour } from './behaviour';

export const othersTimeZones = behaviour({
	name: 'othersTimeZones',
	changes: 'An UpdateItem that sets the time zone of an event in the calendar of somebody else.',
	values: {
		writable: 'done',
		refused: 'ErrorInvalidPropertySet for calendar:StartTimeZone, for all but the owner',
	},
	standard: 'writable',
	source:
		'https://github.com/mguessan/davmail/issues/192; DavMail, EwsExchangeSession: leaves the zones out in shared calendars',
	certainty: 'source',
	coping:
		'The update is sent again without the zone, where the event has it already or its times are plain moments; a series or all-day event that needs another zone is refused, with the property that Exchange refuses.',
});
